import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { type EmbeddedStores, resetData, startEmbeddedStores } from '../src/platform/embedded/index.js';
import type { Watched } from './measure/rounds.js';
import { isGenerated } from './world/generate.js';
import type { Scale } from './world/scale.js';

export interface BenchStores {
  readonly dataDir: string;
  readonly postgresUrl: string;
  readonly mongodbUrl: string;
  readonly redisUrl: string;
  readonly redisCacheUrl: string;
  readonly masterSecret: Buffer;
  /** False where the world has to be made first. */
  readonly generated: boolean;
  /** The stores as processes. */
  readonly watched: readonly Watched[];
  stop(): Promise<void>;
}

/** Starts stores of the benchmark's own. They keep the world between runs; one that is out of date is thrown away. */
export async function openBenchStores(dataDir: string, scale: Scale, log: (line: string) => void): Promise<BenchStores> {
  const generated = isGenerated(dataDir, scale);
  if (!generated) await resetData(dataDir, log);
  const stores = await startEmbeddedStores({ dataDir, need: { postgres: true, mongodb: true, redis: true }, log, requireRedis: true });
  await giveRoom(stores.mongodbUrl!);
  return {
    dataDir,
    ...(stores as Required<EmbeddedStores>),
    masterSecret: readMasterSecret(dataDir),
    generated,
    watched: [
      { name: 'Postgres', pid: pidOf(dataDir, 'postgres') },
      { name: 'MongoDB', pid: pidOf(dataDir, 'mongodb') },
      { name: 'Redis', pid: pidOf(dataDir, 'redis-cache') },
    ],
    stop: () => stores.stop(),
  };
}

/** The largest world has to fit: half a gigabyte, as an embedded start gives, would have it read from files what the small one has in memory. */
async function giveRoom(mongodbUrl: string): Promise<void> {
  const client = await new MongoClient(mongodbUrl).connect();
  await client.db('admin').command({ setParameter: 1, wiredTigerEngineRuntimeConfig: 'cache_size=3G' });
  await client.close();
}

function pidOf(dataDir: string, store: string): number {
  return (JSON.parse(readFileSync(join(dataDir, 'run', `${store}.json`), 'utf8')) as { pid: number }).pid;
}

/** Kept with the data, since the signing keys there are sealed with it. */
function readMasterSecret(dataDir: string): Buffer {
  const file = join(dataDir, 'bench-secret');
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  return Buffer.from(readFileSync(file, 'utf8'), 'base64');
}
