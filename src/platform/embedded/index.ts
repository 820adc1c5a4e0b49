import { rmSync } from 'node:fs';
import { BinaryNotFoundError } from './binaries/resolve-binary.js';
import type { RunningStore, StoreContext } from './context.js';
import { lockDataDir } from './data-lock.js';
import { DataMemory } from './data-memory.js';
import { startMongod } from './mongodb/mongod.js';
import { openDataDir } from './open-data-dir.js';
import { stopOrphans } from './orphans.js';
import { startPostgres } from './postgres/postgres.js';
import { type RunningRedis, startRedis } from './redis/redis.js';
import { startSweeper } from './sweeper.js';

export { EmbeddedStoreError } from './context.js';
export { resetData } from './reset-data.js';

/** Set by `npm run dev` for the app that it starts again and again: the urls of stores that it keeps running, as JSON. */
export const HANDED_STORES_VARIABLE = 'PLAZA_EMBEDDED_STORES';

/** The stores that run; a url is there only for what was asked for. */
export interface EmbeddedStores {
  /** postgres://plaza:…@127.0.0.1:port/plaza; the user is superuser. */
  postgresUrl?: string;
  /** mongodb://127.0.0.1:port/plaza?replicaSet=rs0 */
  mongodbUrl?: string;
  /** Queue and bus: append-only, never evicts. */
  redisUrl?: string;
  /** Cache: evicts, nothing on disk. */
  redisCacheUrl?: string;
  /** Why there is no Redis, and what to do about it; only when it was asked for and can't be had. */
  redisMissing?: string;
  /** Called with a sentence when a store dies by itself; at once for one that died before the call. */
  onCrash(listener: (sentence: string) => void): void;
  /** Stops what was started and frees the data folder. Safe to call again. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string;
  need: { postgres: boolean; mongodb: boolean; redis: boolean };
  /** One line per store: what was chosen and where from; progress of all that takes over two seconds. */
  log: (line: string) => void;
  /** For tests: no fsync, data deleted on stop. Default false. */
  ephemeral?: boolean;
  /** Throw instead of going on without Redis. Default false. */
  requireRedis?: boolean;
  /** Calls a start off: what has been started is stopped, and the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Brings up the stores that are needed, in parallel, and waits until they answer. When one fails, the others are
 * stopped again. Throws an EmbeddedStoreError whose message is meant for the reader.
 */
export async function startEmbeddedStores(options: EmbeddedOptions): Promise<EmbeddedStores> {
  const { need, log, ephemeral = false } = options;
  const handed = process.env[HANDED_STORES_VARIABLE];
  if (handed) return { ...(JSON.parse(handed) as EmbeddedStores), onCrash: () => undefined, stop: async () => undefined };

  const dataDir = openDataDir(options.dataDir, ephemeral);
  const release = lockDataDir(dataDir);
  process.once('exit', release);
  const callOffSweeper = ephemeral ? startSweeper(dataDir) : undefined;
  const failure = new AbortController();
  const crashes: string[] = [];
  const listeners: ((sentence: string) => void)[] = [];
  const memory = DataMemory.open(dataDir);
  const ctx: StoreContext = {
    dataDir, log, ephemeral, memory,
    signal: options.signal ? AbortSignal.any([options.signal, failure.signal]) : failure.signal,
    crashed: sentence => {
      crashes.push(sentence);
      for (const listener of listeners) listener(sentence);
    },
  };
  const running: RunningStore[] = [];
  const keep = <T extends RunningStore>(store: T): T => (running.push(store), store);
  let stopped: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    await Promise.all(running.map(store => store.stop()));
    if (ephemeral) rmSync(dataDir, { recursive: true, force: true });
    callOffSweeper?.();
    release();
    process.off('exit', release);
  };
  const stop = (): Promise<void> => (stopped ??= stopAll());
  // The first failure calls the others off; its error is the one that is told.
  const guard = <T>(wanted: boolean, start: () => Promise<T>): Promise<T | undefined> =>
    wanted ? start().catch(error => (failure.abort(error), Promise.reject(error))) : Promise.resolve(undefined);

  try {
    memory.save();
    await stopOrphans(dataDir, log);
    const starts = [
      guard(need.postgres, async () => keep(await startPostgres(ctx))),
      guard(need.mongodb, async () => keep(await startMongod(ctx))),
      guard(need.redis, async () => {
        const redis = await redisOrReason(ctx, options.requireRedis ?? false);
        if (typeof redis !== 'string') Object.values(redis).forEach(keep);
        return redis;
      }),
    ] as const;
    await Promise.allSettled(starts); // All must have come to rest before a failure is cleaned up.
    ctx.signal.throwIfAborted();
    const [postgres, mongodb, redis] = await Promise.all(starts);
    return {
      ...(postgres && { postgresUrl: postgres.url }),
      ...(mongodb && { mongodbUrl: mongodb.url }),
      ...(typeof redis === 'string' ? { redisMissing: redis } : redis && { redisUrl: redis.queue.url, redisCacheUrl: redis.cache.url }),
      onCrash(listener) {
        listeners.push(listener);
        crashes.forEach(listener);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function redisOrReason(ctx: StoreContext, required: boolean): Promise<RunningRedis | string> {
  try {
    return await startRedis(ctx);
  } catch (error) {
    if (required || !(error instanceof BinaryNotFoundError)) throw error;
    return error.message;
  }
}
