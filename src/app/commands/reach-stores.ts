import { resolve } from 'node:path';
import type { Config } from '../../platform/config/config.js';
import { givenStoreUrls } from '../../platform/config/store-urls.js';
import { startEmbeddedStores } from '../../platform/embedded/index.js';
import { runningStores } from '../running.js';
import { embeddedMasterSecret } from '../secrets.js';
import type { StoreUrls } from '../stores.js';

/** The stores that a command works on, and the secret that belongs to them. */
export interface ReachedStores {
  readonly urls: StoreUrls;
  readonly masterSecret: Buffer;
  /** Stops what was started for the command, and nothing else. */
  stop(): Promise<void>;
}

/**
 * The stores of the settings; else the embedded ones of a start that runs on the same data folder; else they are started
 * for as long as the command runs.
 */
export async function reachStores(config: Config, say: (line: string) => void): Promise<ReachedStores> {
  const dataDir = resolve(config.PLAZA_DATA_DIR);
  const masterSecret = config.MASTER_SECRET ?? (await embeddedMasterSecret(dataDir));
  const given = givenStoreUrls(config);
  const stop = async (): Promise<void> => undefined;
  if (given.postgresUrl && given.mongodbUrl) return { urls: given as StoreUrls, masterSecret, stop };

  const running = runningStores(dataDir);
  if (running) return { urls: running, masterSecret, stop };
  const need = { postgres: !given.postgresUrl, mongodb: !given.mongodbUrl, redis: !given.redisUrl };
  const embedded = await startEmbeddedStores({ dataDir, need, log: say });
  return {
    urls: {
      postgresUrl: given.postgresUrl ?? embedded.postgresUrl!,
      mongodbUrl: given.mongodbUrl ?? embedded.mongodbUrl!,
      redisUrl: given.redisUrl ?? embedded.redisUrl,
      redisCacheUrl: given.redisCacheUrl ?? (given.redisUrl ? undefined : embedded.redisCacheUrl),
    },
    masterSecret,
    stop: () => embedded.stop(),
  };
}
