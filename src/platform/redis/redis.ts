import { readFileSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';
import { REDIS_CA_PARAMETER } from '../config/store-urls.js';
import type { Log } from '../telemetry/log.js';

/**
 * A connection that comes back by itself. Commands fail at once while Redis is away (nothing waits for it, nothing piles
 * up): callers treat a fault as a miss.
 */
export function connectRedis(url: string, name: string, log: Log): Redis {
  const { address, tls } = withCa(url);
  const redis = new Redis(address, {
    ...tls,
    connectionName: `plaza-${name}`,
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 5), 1_000),
  });
  logOutages(redis, name, log);
  return redis;
}

/** A connection that only subscribes, and does so again by itself. */
export const connectSubscriber = (url: string, log: Log): Redis => patient(url, 'subscriber', log, { lazyConnect: true, autoResubscribe: true });

/**
 * A connection whose commands wait for Redis as long as it takes, for work in the background. It connects by itself, and so
 * do its duplicates: where whoever uses one had to begin, a Redis that is away at that moment would be an error for good.
 */
export const connectPatient = (url: string, name: string, log: Log): Redis => patient(url, name, log, { lazyConnect: false });

function patient(url: string, name: string, log: Log, options: RedisOptions): Redis {
  const { address, tls } = withCa(url);
  const redis = new Redis(address, {
    ...tls,
    ...options,
    connectionName: `plaza-${name}`,
    maxRetriesPerRequest: null,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 5), 1_000),
  });
  logOutages(redis, name, log);
  return redis;
}

/** The URL without the parameter that names a CA file, and what the driver needs to trust that CA and no other. */
function withCa(url: string): { readonly address: string; readonly tls: Pick<RedisOptions, 'tls'> } {
  const parsed = new URL(url);
  const file = parsed.searchParams.get(REDIS_CA_PARAMETER);
  if (file === null) return { address: url, tls: {} };
  parsed.searchParams.delete(REDIS_CA_PARAMETER);
  return { address: parsed.href, tls: { tls: { ca: readFileSync(file, 'utf8') } } };
}

/** One line when it goes away and one when it is back, however many attempts lie between. */
function logOutages(redis: Redis, name: string, log: Log): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log.warn({ redis: name, reason: error.message }, 'Redis is away; trying again until it is back');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info({ redis: name }, 'Redis is back');
    away = false;
  });
}
