import type { EntityCache } from './cache.js';
import { CachedRows, type Revised } from './cached-rows.js';
import type { Id } from './ids.js';

interface Named extends Revised {
  readonly _id: Id;
}

export interface BodySource<Raw extends Named, Row extends Named> {
  /** The first part of the cache key, as in "post". */
  readonly name: string;
  readonly cache: EntityCache;
  isWhole(raw: Raw): boolean;
  /** Reads whole rows of the owner store, all at once, under whatever keys. */
  read(raws: readonly Raw[]): Promise<ReadonlyMap<unknown, Row>>;
  /** What `JSON.stringify` has made of a row. */
  decode(text: string): Row;
}

/** Completes what aggregates gave: whole rows as they are, skeletons from the entity cache under their `rev`. */
export class Bodies<Raw extends Named, Row extends Named> {
  private readonly cached: CachedRows<Raw, Row>;

  constructor(private readonly source: BodySource<Raw, Row>) {
    const { name, cache } = source;
    this.cached = new CachedRows({
      name,
      cache,
      idOf: ({ _id }) => _id,
      read: async (raws) => new Map([...(await source.read(raws)).values()].map((row) => [row._id, row])),
      encode: (row) => JSON.stringify(row),
      decode: (text) => source.decode(text),
    });
  }

  /** By what is completed; what was removed since its skeleton was read is not in the Map. */
  async complete(raws: readonly Raw[]): Promise<ReadonlyMap<Raw, Row>> {
    const rows = await this.cached.get(raws.filter((raw) => !this.source.isWhole(raw)));
    for (const raw of raws) if (this.source.isWhole(raw)) rows.set(raw, raw as unknown as Row);
    return rows;
  }

  /** The same under the keys that they were found by. */
  async completeAll(found: ReadonlyMap<string, Raw>): Promise<ReadonlyMap<string, Row>> {
    const rows = await this.complete([...found.values()]);
    return new Map([...found].flatMap(([key, raw]) => (rows.has(raw) ? [[key, rows.get(raw)!]] : [])));
  }
}
