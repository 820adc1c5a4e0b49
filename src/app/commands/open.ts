import { resolve } from 'node:path';
import { systemClock } from '../../kernel/clock.js';
import { type Config, readConfig } from '../../platform/config/config.js';
import { startEmbeddedStores } from '../../platform/embedded/index.js';
import { createLog, type Log } from '../../platform/telemetry/log.js';
import { type Assembly, assemble } from '../assemble.js';
import { runningStores } from '../running.js';
import { embeddedMasterSecret } from '../secrets.js';
import { STORE_SCHEMA } from '../store-schema.js';
import { openStores, type Stores, type StoreUrls } from '../stores.js';

/** What a command works with: the same modules over the same stores as the servers, without serving anything. */
export interface OpenedForCommand {
  readonly config: Config;
  readonly urls: StoreUrls;
  readonly masterSecret: Buffer;
  readonly stores: Stores;
  readonly assembly: Assembly;
  readonly log: Log;
  close(): Promise<void>;
}

/**
 * Opens the stores that the environment names; else those of the start that runs on this data folder; else it runs the
 * embedded ones until `close`.
 */
export async function openForCommand(): Promise<OpenedForCommand> {
  const config = readConfig(process.env);
  const dataDir = resolve(config.PLAZA_DATA_DIR);
  const log = createLog(config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL, true);
  const { urls, stop } = await findStores(config, dataDir);
  try {
    const masterSecret = config.MASTER_SECRET ?? (await embeddedMasterSecret(dataDir));
    const stores = await openStores(urls, config, STORE_SCHEMA, log);
    const assembly = assemble({
      stores, masterSecret, log,
      clock: systemClock,
      tokenIssuer: config.TOKEN_ISSUER,
      maxPostLength: config.MAX_POST_LENGTH,
      maxCommentLength: config.MAX_COMMENT_LENGTH,
      wakeRelay: () => undefined,
    });
    return {
      config, urls, masterSecret, stores, assembly, log,
      async close() {
        await stores.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function findStores(config: Config, dataDir: string): Promise<{ urls: StoreUrls; stop: () => Promise<void> }> {
  const { POSTGRES_URL, MONGODB_URL, REDIS_URL, REDIS_CACHE_URL } = config;
  const nothingToStop = async () => undefined;
  if (POSTGRES_URL && MONGODB_URL) {
    return { urls: { postgresUrl: POSTGRES_URL, mongodbUrl: MONGODB_URL, redisUrl: REDIS_URL, redisCacheUrl: REDIS_CACHE_URL }, stop: nothingToStop };
  }
  const running = runningStores(dataDir);
  if (running) return { urls: running, stop: nothingToStop };
  const embedded = await startEmbeddedStores({
    dataDir,
    need: { postgres: !POSTGRES_URL, mongodb: !MONGODB_URL, redis: !REDIS_URL },
    log: (line) => process.stderr.write(`plaza: ${line}\n`),
  });
  return {
    urls: {
      postgresUrl: POSTGRES_URL ?? embedded.postgresUrl!,
      mongodbUrl: MONGODB_URL ?? embedded.mongodbUrl!,
      redisUrl: REDIS_URL ?? embedded.redisUrl,
      redisCacheUrl: REDIS_CACHE_URL ?? embedded.redisCacheUrl,
    },
    stop: () => embedded.stop(),
  };
}
