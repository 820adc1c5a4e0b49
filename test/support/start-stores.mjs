import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// jest loads this before its own transforms: the built launcher is what it gets, as `npm test` has just built it.
import { startEmbeddedStores } from '../../dist/platform/embedded/index.js';

/** Real Postgres, MongoDB (replica set) and Redis on free ports for the whole run; every test file has databases of its own in them. */
export default async function startStores() {
  const dataDir = await mkdtemp(join(await fastestFolder(), 'plaza-test-'));
  const stores = await startEmbeddedStores({
    dataDir,
    need: { postgres: true, mongodb: true, redis: true },
    ephemeral: true,
    requireRedis: true,
    log: (line) => process.stderr.write(`  ${line}\n`),
  });
  globalThis.plazaTestStores = stores;
  // Where tests that start stores of their own find the binaries, and put their data.
  process.env.TEST_DATA_DIR = dataDir;
  process.env.TEST_POSTGRES_URL = stores.postgresUrl;
  process.env.TEST_MONGODB_URL = stores.mongodbUrl;
  process.env.TEST_REDIS_URL = stores.redisUrl;
  process.env.TEST_REDIS_CACHE_URL = stores.redisCacheUrl;
}

const ROOM_BYTES = 4 * 2 ** 30;

/**
 * Memory, where Linux offers enough of it as a folder: the stores sync every commit as they do in production, and a
 * thousand of them would measure the disk of whoever runs the tests.
 */
async function fastestFolder() {
  const memory = '/dev/shm';
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize > ROOM_BYTES ? memory : tmpdir();
}
