import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedStoreError } from './context.js';
import { birthToken } from './process-identity.js';

interface Holder {
  pid: number;
  birth: string;
  since: string;
}

const pathOf = (dataDir: string): string => join(dataDir, 'lock');

function parse(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The living process that holds the data folder, if any. A holder that died counts as none. */
export function lockHolder(dataDir: string): Holder | undefined {
  const holder = parse(readText(pathOf(dataDir)) ?? '');
  return holder && birthToken(holder.pid) === holder.birth ? holder : undefined;
}

/**
 * Takes the data folder for this process; gives the function that releases it (synchronous, for exit handlers).
 * Throws an EmbeddedStoreError that names the holder when another living process has it.
 */
export function lockDataDir(dataDir: string): () => void {
  const lock = pathOf(dataDir);
  const mine = JSON.stringify({ pid: process.pid, birth: birthToken(process.pid) ?? '', since: new Date().toISOString() });
  const draft = `${lock}.${process.pid}.${Date.now()}`;
  writeFileSync(draft, mine, { mode: 0o644 });
  try {
    for (;;) {
      try {
        linkSync(draft, lock); // Atomic: the lock appears whole or not at all.
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const found = readText(lock);
      const holder = lockHolder(dataDir);
      if (holder) throw new EmbeddedStoreError(sentence(dataDir, holder));
      if (found !== undefined) removeStale(lock, found);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readText(lock) === mine) rmSync(lock, { force: true });
  };
}

/** Two processes may see the same dead holder: only the lock that was judged is removed, another's is put back. */
function removeStale(lock: string, judged: string): void {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return; // The other was quicker.
  }
  if (readText(aside) !== judged) {
    try {
      linkSync(aside, lock);
    } catch {
      // A third one holds it by now; the loop will say so.
    }
  }
  rmSync(aside, { force: true });
}

function sentence(dataDir: string, holder: Holder): string {
  if (holder.pid === process.pid) return `This process already runs stores on ${dataDir}.`;
  return (
    `Plaza already runs on ${dataDir} (process ${holder.pid}, since ${holder.since}). ` +
    `Stop it there with Ctrl-C or with \`kill ${holder.pid}\`, or give this one its own PLAZA_DATA_DIR and PORT.`
  );
}
