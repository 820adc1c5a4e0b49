import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchStores } from './bench-stores.js';
import type { ServerCommand } from './measure/server.js';

/** Whose tokens both take. */
export const TOKEN_ISSUER = 'plaza-bench';

const logFile = (stores: BenchStores, name: string): string => join(stores.dataDir, 'logs', `${name}.log`);

export const floorCommand = (stores: BenchStores, nodeOptions: readonly string[] = []): ServerCommand => ({
  name: 'Floor',
  nodeOptions,
  script: fileURLToPath(new URL('floor/main.js', import.meta.url)),
  env: { NODE_ENV: 'production', POSTGRES_URL: stores.postgresUrl, MONGODB_URL: stores.mongodbUrl },
  logFile: logFile(stores, 'floor'),
});

/** Plaza as shipped: all roles in one process, every default, a log line a request (into a file). */
export const plazaCommand = (stores: BenchStores, root: string, entityCache: boolean, nodeOptions: readonly string[] = []): ServerCommand => ({
  name: entityCache ? 'Plaza' : 'Plaza, entity cache off',
  script: join(root, 'dist/main.js'),
  nodeOptions,
  env: {
    NODE_ENV: 'production',
    PLAZA_ROLE: 'all',
    POSTGRES_URL: stores.postgresUrl,
    MONGODB_URL: stores.mongodbUrl,
    REDIS_URL: stores.redisUrl,
    REDIS_CACHE_URL: stores.redisCacheUrl,
    MASTER_SECRET: stores.masterSecret.toString('base64'),
    ENTITY_CACHE: String(entityCache),
    // Counted as ever, but a few people who ask as fast as they can would soon have nothing left.
    POINTS_PER_VIEWER: '1000000000',
    POINTS_PER_ADDRESS: '1000000000',
    POINTS_PER_ANONYMOUS_ADDRESS: '1000000000',
    DEMO_DATA: 'false',
    // What a start in production asks to be said.
    TOKEN_ISSUER,
    EXPLORER: 'false',
  },
  logFile: logFile(stores, entityCache ? 'plaza' : 'plaza-cache-off'),
});
