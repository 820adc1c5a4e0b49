import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchStores } from './bench-stores.js';
import type { ServerCommand } from './measure/server.js';

/** Whose tokens both take. */
export const TOKEN_ISSUER = 'plaza-bench';

export const logFile = (stores: BenchStores, name: string): string => join(stores.dataDir, 'logs', `${name}.log`);

/** The compiled file beside this one, as a server runs it. */
export const scriptOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `isCold`: home feeds from the stores and not from timelines. */
export const floorCommand = (stores: BenchStores, { isCold = false, nodeOptions = [] as readonly string[] } = {}): ServerCommand => ({
  name: 'Floor',
  nodeOptions,
  script: scriptOf('floor/main.js'),
  env: { NODE_ENV: 'production', POSTGRES_URL: stores.postgresUrl, MONGODB_URL: stores.mongodbUrl, REDIS_CACHE_URL: isCold ? '' : stores.redisCacheUrl },
  logFile: logFile(stores, isCold ? 'floor-cold' : 'floor'),
});

export interface PlazaOptions {
  readonly name: string;
  readonly logName: string;
  /** Settings that differ from what is shipped. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
  readonly probed?: boolean;
}

/** Plaza as shipped, and with one cache less. */
export const PLAZA: PlazaOptions = { name: 'Plaza', logName: 'plaza' };
export const PLAZA_WITHOUT_CACHE: PlazaOptions = { name: 'Plaza, entity cache off', logName: 'plaza-cache-off', settings: { ENTITY_CACHE: 'false' } };

/** All roles in one process, every default but budgets, a log line a request (into a file). */
export const plazaCommand = (stores: BenchStores, root: string, { name, logName, settings = {}, nodeOptions = [], probed = false }: PlazaOptions): ServerCommand => ({
  name,
  script: join(root, 'dist/main.js'),
  nodeOptions,
  probed,
  env: {
    NODE_ENV: 'production',
    PLAZA_ROLE: 'all',
    POSTGRES_URL: stores.postgresUrl,
    MONGODB_URL: stores.mongodbUrl,
    REDIS_URL: stores.redisUrl,
    REDIS_CACHE_URL: stores.redisCacheUrl,
    MASTER_SECRET: stores.masterSecret.toString('base64'),
    // Counted as ever, but a few people who ask as fast as they can would soon have nothing left.
    POINTS_PER_VIEWER: '1000000000',
    POINTS_PER_ADDRESS: '1000000000',
    POINTS_PER_ANONYMOUS_ADDRESS: '1000000000',
    DEMO_DATA: 'false',
    // What a start in production asks to be said.
    TOKEN_ISSUER,
    EXPLORER: 'false',
    ...settings,
  },
  logFile: logFile(stores, logName),
});
