import { existsSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { EmbeddedStoreError } from './context.js';
import { lockDataDir } from './data-lock.js';
import { DataMemory, MEMORY_FILE } from './data-memory.js';
import { removePlace } from './data-place.js';
import { openDataDir } from './open-data-dir.js';
import { stopOrphans } from './orphans.js';

/**
 * Deletes everything in the data folder (the next start begins anew). Stops left-over stores first. Does nothing when
 * the folder isn't there; throws an EmbeddedStoreError while a start is running on it, or when it is not a data folder.
 */
export async function resetData(dataDir: string, log: (line: string) => void = () => undefined): Promise<void> {
  if (!existsSync(dataDir)) return;
  const folder = realpathSync(dataDir);
  if (readdirSync(folder).length === 0) return;
  const precious = [process.env.HOME || '/', process.cwd()].some(path => `${path}${sep}`.startsWith(folder === sep ? sep : `${folder}${sep}`));
  if (precious || !existsSync(join(folder, MEMORY_FILE))) {
    throw new EmbeddedStoreError(`${folder} does not look like a data folder made by \`npm start\`, so nothing in it was deleted.`);
  }
  openDataDir(folder);
  const release = lockDataDir(folder);
  try {
    await stopOrphans(folder, log);
    const elsewhere = DataMemory.open(folder).get('postgres').dataDir;
    if (elsewhere) removePlace(elsewhere, folder);
    rmSync(folder, { recursive: true, force: true });
  } finally {
    release();
  }
}
