import type { MixedList, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Redis } from 'ioredis';
import type { Bus } from '../kernel/bus.js';
import type { EntityCache } from '../kernel/cache.js';
import { trusting, UntrustedStoreError } from '../platform/certificates.js';
import { type Config, ConfigError, isProduction } from '../platform/config/config.js';
import { InsuredCounter } from '../platform/limits/insured-counter.js';
import { MemoryCounter } from '../platform/limits/memory-counter.js';
import { RedisCounter } from '../platform/limits/redis-counter.js';
import type { WindowCounter } from '../platform/limits/window-counter.js';
import { Mongo } from '../platform/mongo/mongo.js';
import { migrateMongo, type MongoMigration } from '../platform/mongo/migrations.js';
import { Postgres } from '../platform/postgres/postgres.js';
import { KeyValueAnswerCache } from '../platform/redis/answer-cache.js';
import { KeyValueEntityCache } from '../platform/redis/entity-cache.js';
import { type KeyValue, MemoryKeyValue, RedisKeyValue } from '../platform/redis/key-value.js';
import { MemoryBus } from '../platform/redis/memory-bus.js';
import { RedisBus } from '../platform/redis/redis-bus.js';
import { RedisScriptedKeys, type ScriptedKeys } from '../platform/redis/scripted-keys.js';
import { connectRedis, connectSubscriber } from '../platform/redis/redis.js';
import type { Log } from '../platform/telemetry/log.js';
import type { Dependency } from './api/health.js';
import { weaknessesOfStores } from './check-stores.js';

/** Where the stores are; without `redisUrl` this process is alone and keeps bus and caches in its memory. */
export interface StoreUrls {
  readonly postgresUrl: string;
  readonly mongodbUrl: string;
  readonly redisUrl?: string | undefined;
  readonly redisCacheUrl?: string | undefined;
}

/** What the modules bring for the stores. */
export interface StoreSchema {
  readonly entities: MixedList<EntityTarget<ObjectLiteral> & (new () => ObjectLiteral)>;
  readonly postgresMigrations: (new () => object)[];
  readonly mongoMigrations: readonly MongoMigration[];
}

export interface Stores {
  readonly postgres: Postgres;
  readonly mongo: Mongo;
  readonly bus: Bus;
  readonly keyValue: KeyValue;
  /** Null where there is no Redis: what it does has no stand-in in memory. */
  readonly scriptedKeys: ScriptedKeys | null;
  /** What limits are counted in. */
  readonly counter: WindowCounter;
  readonly entityCache: EntityCache;
  readonly answerCache: KeyValueAnswerCache;
  readonly dependencies: readonly Dependency[];
  close(): Promise<void>;
}

/** Connects, and brings the stores' schemas up to date (once, however many processes start together). */
export async function openStores(urls: StoreUrls, config: Config, schema: StoreSchema, log: Log): Promise<Stores> {
  await Promise.all([
    trusting('Postgres', () => migratePostgres(urls.postgresUrl, schema)),
    trusting('MongoDB', () => migrateMongodb(urls.mongodbUrl, schema.mongoMigrations)),
  ]);
  const postgres = await Postgres.connect({
    url: urls.postgresUrl,
    entities: schema.entities,
    migrations: [],
    poolSize: config.POSTGRES_POOL_SIZE,
    statementTimeoutMs: config.STATEMENT_TIMEOUT_MS,
  });
  const mongo = await Mongo.connect({ url: urls.mongodbUrl, poolSize: config.MONGODB_POOL_SIZE, monitorCommands: process.env['PLAZA_MONITOR_COMMANDS'] === '1' });

  const redis = urls.redisUrl ? await openRedis(urls.redisUrl, urls.redisCacheUrl, log) : null;
  const close = async (): Promise<void> => {
    redis?.all.forEach((connection) => connection.disconnect());
    await Promise.all([postgres.close(), mongo.close()]);
  };
  try {
    if (redis?.untrusted) throw redis.untrusted;
    refuseWeakStores(await weaknessesOfStores(postgres, mongo, redis), log);
  } catch (error) {
    await close();
    throw error;
  }
  const keyValue = redis ? new RedisKeyValue(redis.cache) : new MemoryKeyValue();
  return {
    postgres,
    mongo,
    bus: redis ? new RedisBus(redis.bus, redis.subscriber) : new MemoryBus(),
    keyValue,
    scriptedKeys: redis && new RedisScriptedKeys(redis.cache, keyValue),
    counter: redis ? new InsuredCounter(new RedisCounter(redis.bus), new MemoryCounter(), log) : new MemoryCounter(),
    entityCache: new KeyValueEntityCache(keyValue, config.ENTITY_CACHE),
    answerCache: new KeyValueAnswerCache(keyValue, config.ANSWER_CACHE_SECONDS * 1_000),
    dependencies: [
      { name: 'postgres', owner: true, ask: () => postgres.query('health', 'SELECT 1') },
      { name: 'mongodb', owner: true, ask: () => mongo.db.command({ ping: 1 }) },
      ...(redis ? [{ name: 'redis', owner: false, ask: () => redis.bus.ping() }, { name: 'redis-cache', owner: false, ask: () => redis.cache.ping() }] : []),
    ],
    close,
  };
}

/** In production what is weak is a reason not to start; else it is said once. Stores that Plaza runs itself are as they should be. */
function refuseWeakStores(weaknesses: readonly string[], log: Log): void {
  if (weaknesses.length > 0 && isProduction(process.env)) throw new ConfigError(weaknesses.join('\n'));
  for (const weakness of weaknesses) log.warn(weakness);
}

/** Migrations, and waiting for another process' migrations, may take long: they get connections without time-outs. */
async function migratePostgres(url: string, schema: StoreSchema): Promise<void> {
  const postgres = await Postgres.connect({ url, entities: [], migrations: schema.postgresMigrations, poolSize: 2, statementTimeoutMs: 0 });
  try {
    await postgres.migrate();
  } finally {
    await postgres.close();
  }
}

async function migrateMongodb(url: string, migrations: readonly MongoMigration[]): Promise<void> {
  const mongo = await Mongo.connect({ url, poolSize: 2, longWork: true });
  try {
    await migrateMongo(mongo, migrations);
  } finally {
    await mongo.close();
  }
}

interface RedisConnections {
  readonly bus: Redis;
  readonly cache: Redis;
  readonly subscriber: Redis;
  readonly all: readonly Redis[];
  /** Why a server's certificate was refused; that it is no outage, and does not pass by itself. */
  readonly untrusted: Error | null;
}

/** A Redis that is away at the start is no reason not to start: everything works without it, and it is tried until it is back. */
async function openRedis(url: string, cacheUrl: string | undefined, log: Log): Promise<RedisConnections> {
  const bus = connectRedis(url, 'bus', log);
  const cache = connectRedis(cacheUrl ?? url, 'cache', log);
  const subscriber = connectSubscriber(url, log);
  const all = [bus, cache, subscriber];
  let untrusted: Error | null = null;
  await Promise.all(
    all.map((connection) =>
      trusting('Redis', async () => {
        let reason: unknown;
        connection.once('error', (error) => (reason = error));
        await connection.connect().catch((error: unknown) => Promise.reject(reason ?? error));
      }).catch((error: unknown) => {
        if (error instanceof UntrustedStoreError) untrusted = error;
      }),
    ),
  );
  return { bus, cache, subscriber, all, untrusted };
}
