import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// jest loads this before its own transforms: the built launcher is what it gets, as `npm test` has just built it.
import { startEmbeddedStores } from '../../dist/platform/embedded/index.js';

/** Real Postgres, MongoDB (replica set) and Redis on free ports for the whole run; every test file has databases of its own in them. */
export default async function startStores() {
  const dataDir = await mkdtemp(join(tmpdir(), 'plaza-test-'));
  const stores = await startEmbeddedStores({
    dataDir,
    need: { postgres: true, mongodb: true, redis: true },
    ephemeral: true,
    requireRedis: true,
    log: (line) => process.stderr.write(`  ${line}\n`),
  });
  globalThis.plazaTestStores = stores;
  process.env.TEST_POSTGRES_URL = stores.postgresUrl;
  process.env.TEST_MONGODB_URL = stores.mongodbUrl;
  process.env.TEST_REDIS_URL = stores.redisUrl;
  process.env.TEST_REDIS_CACHE_URL = stores.redisCacheUrl;
}
