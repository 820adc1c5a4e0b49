import type { Redis, Result } from 'ioredis';
import type { Granted, Want, WindowCounter } from './window-counter.js';

/** One step in Redis: nobody comes between the look and the count. It grants what `grantOf` does. */
const TAKE = `
local limit, least, most, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local used = tonumber(redis.call('GET', KEYS[1]) or '0')
local left, granted = limit - used, 0
if left >= least then
  granted = math.min(left, math.max(least, math.min(most, math.floor(left / 8))))
  used = redis.call('INCRBY', KEYS[1], granted)
end
local ends = redis.call('PTTL', KEYS[1])
if ends < 0 then
  redis.call('PEXPIRE', KEYS[1], window)
  ends = window
end
return { granted, used, ends }`;

/** What is put back into a window that has ended must not begin another. */
const GIVE_BACK = `
local used = tonumber(redis.call('GET', KEYS[1]) or '0')
if used > 0 then redis.call('DECRBY', KEYS[1], math.min(used, tonumber(ARGV[1]))) end
return 0`;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    plazaTake(key: string, limit: number, least: number, most: number, windowMs: number): Result<[number, number, number], Context>;
    plazaGiveBack(key: string, amount: number): Result<number, Context>;
  }
}

/**
 * Counters that all processes share. They live in the Redis of the bus, not in that of caches: there nothing is evicted, and
 * whoever fills the cache with what nobody asked for would else push the counters out, their own first.
 */
export class RedisCounter implements WindowCounter {
  constructor(private readonly redis: Redis) {
    redis.defineCommand('plazaTake', { numberOfKeys: 1, lua: TAKE });
    redis.defineCommand('plazaGiveBack', { numberOfKeys: 1, lua: GIVE_BACK });
  }

  get ready(): boolean {
    return this.redis.status === 'ready';
  }

  /** However many are wanted: they travel together. */
  async take(wants: readonly Want[]): Promise<Granted[]> {
    const answers = await Promise.all(wants.map(({ key, limit, least, most, windowMs }) => this.redis.plazaTake(nameOf(key), limit, least, most, windowMs)));
    const now = Date.now();
    return answers.map(([granted, used, endsInMs]) => ({ granted, used, resetAt: now + endsInMs }));
  }

  async giveBack(key: string, amount: number): Promise<void> {
    await this.redis.plazaGiveBack(nameOf(key), amount);
  }
}

const nameOf = (key: string): string => `plaza:limits:${key}`;
