import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a data folder knows about one store that wrote into it. */
export interface StoreMemory {
  /** Version that wrote last, e.g. "18.4". */
  version?: string;
  /** Which program it is, where there are several: "valkey" or "redis". */
  family?: string;
  /** Path of the binary that wrote last. */
  binary?: string;
  /** Ports by instance, taken again while they are free. */
  ports?: Record<string, number>;
  /** Where the data lies when it can't lie in the data folder. */
  dataDir?: string;
}

type Store = 'postgres' | 'mongodb' | 'redis';

/** File that marks a folder as ours; `npm run reset` deletes nothing without it. */
export const MEMORY_FILE = 'stores.json';

/** `stores.json` in the data folder: which binary made the data, on which port it listened. */
export class DataMemory {
  private constructor(
    private readonly file: string,
    private readonly stores: Partial<Record<Store, StoreMemory>>,
  ) {}

  /** Reads the folder's memory; a missing or torn file counts as empty. */
  static open(dataDir: string): DataMemory {
    const file = join(dataDir, MEMORY_FILE);
    let stores = {};
    try {
      stores = JSON.parse(readFileSync(file, 'utf8')) as object;
    } catch {
      // Nothing remembered: the stores' own files (PG_VERSION) still guard the data.
    }
    return new DataMemory(file, stores);
  }

  get(store: Store): StoreMemory {
    return this.stores[store] ?? {};
  }

  /** Merges and saves at once (temporary file, then rename, so that a kill leaves the old or the new one). */
  remember(store: Store, facts: StoreMemory): void {
    const known = this.get(store);
    this.stores[store] = { ...known, ...facts, ports: { ...known.ports, ...facts.ports } };
    this.save();
  }

  save(): void {
    const next = `${this.file}.${process.pid}`;
    writeFileSync(next, `${JSON.stringify(this.stores, null, 2)}\n`, { mode: 0o600 });
    renameSync(next, this.file);
  }
}
