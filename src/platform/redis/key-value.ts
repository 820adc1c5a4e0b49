import type { Redis } from 'ioredis';

/**
 * The few commands that caches need. The two implementations differ in reach (all processes, or this one), not in meaning;
 * both may throw, and callers then do without.
 */
export interface KeyValue {
  /** False while the store is away: do not even ask. */
  readonly ready: boolean;
  /** How often it was reached anew: from 1 on something may have been missed, that others were to be told through it. */
  readonly reconnects: number;
  getMany(keys: readonly string[]): Promise<(string | null)[]>;
  setMany(entries: readonly (readonly [key: string, value: string, ttlMs: number])[]): Promise<void>;
  /**
   * Names the life of this store: another one after a restart that may have lost or kept anything. Keys that carry it
   * never meet values from an earlier life.
   */
  epoch(): string;
  /** Sets a key to a fresh value that was never there before, and returns it. */
  renew(key: string): Promise<string>;
}

const ASK_AGAIN_MS = 1_000;

const freshValue = (): string => `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;

export class RedisKeyValue implements KeyValue {
  reconnects = 0;
  private currentEpoch = '';

  constructor(private readonly redis: Redis) {
    redis.on('ready', () => void this.readEpoch());
    redis.on('close', () => this.reconnects++);
    redis.on('close', () => (this.currentEpoch = ''));
    if (redis.status === 'ready') void this.readEpoch();
  }

  get ready(): boolean {
    return this.redis.status === 'ready' && this.currentEpoch !== '';
  }

  epoch(): string {
    return this.currentEpoch;
  }

  async getMany(keys: readonly string[]): Promise<(string | null)[]> {
    return this.redis.mget(keys as string[]);
  }

  async setMany(entries: readonly (readonly [string, string, number])[]): Promise<void> {
    const pipeline = this.redis.pipeline();
    for (const [key, value, ttlMs] of entries) pipeline.set(key, value, 'PX', ttlMs);
    await pipeline.exec();
  }

  async renew(key: string): Promise<string> {
    const value = freshValue();
    await this.redis.set(key, value, 'EX', 86_400);
    return value;
  }

  /** Until it has answered, as long as this connection lasts: a busy one may not have at first. */
  private async readEpoch(): Promise<void> {
    const info = await this.redis.info('server').catch(() => '');
    this.currentEpoch = /run_id:(\w{12})/.exec(info)?.[1] ?? '';
    if (this.currentEpoch === '' && this.redis.status === 'ready') setTimeout(() => void this.readEpoch(), ASK_AGAIN_MS).unref();
  }
}

/** At most `capacity` entries of this process, the oldest leave first. */
export class MemoryKeyValue implements KeyValue {
  readonly ready = true;
  readonly reconnects = 0;
  private readonly entries = new Map<string, { value: string; until: number }>();

  constructor(private readonly capacity = 10_000) {}

  epoch(): string {
    return 'memory';
  }

  async getMany(keys: readonly string[]): Promise<(string | null)[]> {
    const now = Date.now();
    return keys.map((key) => {
      const entry = this.entries.get(key);
      return entry && entry.until > now ? entry.value : null;
    });
  }

  async setMany(entries: readonly (readonly [string, string, number])[]): Promise<void> {
    for (const [key, value, ttlMs] of entries) {
      this.entries.delete(key);
      this.entries.set(key, { value, until: Date.now() + ttlMs });
    }
    for (const key of this.entries.keys()) {
      if (this.entries.size <= this.capacity) break;
      this.entries.delete(key);
    }
  }

  async renew(key: string): Promise<string> {
    const value = freshValue();
    await this.setMany([[key, value, 86_400_000]]);
    return value;
  }
}
