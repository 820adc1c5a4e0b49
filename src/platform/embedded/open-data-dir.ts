import { chmodSync, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedStoreError } from './context.js';
import { MEMORY_FILE } from './data-memory.js';
import { isRoot } from './users.js';

/**
 * Makes the data folder if need be and gives its real path. Throws an EmbeddedStoreError when it belongs to another
 * user: half of the stores would fail on it later, or leave files that its owner can't open.
 */
export function openDataDir(dataDir: string, ephemeral = false): string {
  if (process.platform === 'win32') {
    throw new EmbeddedStoreError('The embedded stores run on Linux and macOS. On Windows use WSL or `docker compose up`, or set POSTGRES_URL, MONGODB_URL and REDIS_URL.');
  }
  try {
    const isNew = !existsSync(dataDir);
    mkdirSync(dataDir, { recursive: true });
    // Root runs Postgres as another user, who must be able to pass; the secrets inside are files for the owner only.
    if (isNew || (ephemeral && isRoot())) chmodSync(dataDir, isRoot() ? 0o711 : 0o700);
    const memory = join(dataDir, MEMORY_FILE);
    const owner = statSync(existsSync(memory) ? memory : dataDir).uid;
    if (existsSync(memory) && owner !== process.getuid?.()) {
      throw new EmbeddedStoreError(`The data in ${dataDir} belongs to the user with id ${owner}, but you are ${process.getuid?.()}. Start as that user, or choose another folder with PLAZA_DATA_DIR.`);
    }
    return realpathSync(dataDir);
  } catch (error) {
    if (error instanceof EmbeddedStoreError) throw error;
    throw new EmbeddedStoreError(`The data folder ${dataDir} can't be used: ${(error as Error).message}. Choose another with PLAZA_DATA_DIR.`);
  }
}
