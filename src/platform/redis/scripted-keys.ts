import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { KeyValue } from './key-value.js';

export type ScriptValue = string | number | Buffer;

/** Scripts on single keys (so that a cluster can have them anywhere), whose values are bytes. */
export interface ScriptedKeys {
  /** False while Redis is away: do not even ask. */
  readonly ready: boolean;
  /** Which life of the store this is, 12 characters; see `KeyValue`. */
  epoch(): string;
  run(script: string, key: string, values: readonly ScriptValue[]): Promise<unknown>;
  /** The same script on many keys, sent together; throws where any of it failed. */
  runMany(script: string, calls: readonly { readonly key: string; readonly values: readonly ScriptValue[] }[]): Promise<void>;
  forget(key: string): Promise<void>;
}

/** Redis is away: try again later. */
export class RedisAwayError extends Error {
  readonly code = 'ECONNREFUSED';
  constructor() {
    super('Redis is away');
  }
}

/** After a command that failed nobody waits for the next one to fail: of a Redis that hangs each takes a second to. */
const REST_MS = 2_000;

const isUnknownScript = (error: unknown): boolean => error instanceof Error && error.message.startsWith('NOSCRIPT');

export class RedisScriptedKeys implements ScriptedKeys {
  private readonly hashes = new Map<string, string>();
  private restsUntil = 0;

  constructor(
    private readonly redis: Redis,
    private readonly life: Pick<KeyValue, 'ready' | 'epoch'>,
  ) {}

  get ready(): boolean {
    return this.life.ready && performance.now() >= this.restsUntil;
  }

  epoch(): string {
    return this.life.epoch();
  }

  async run(script: string, key: string, values: readonly ScriptValue[]): Promise<unknown> {
    this.requireReady();
    try {
      return await this.send(script, key, values);
    } catch (error) {
      this.restsUntil = performance.now() + REST_MS;
      throw error;
    }
  }

  private async send(script: string, key: string, values: readonly ScriptValue[]): Promise<unknown> {
    try {
      return await this.redis.callBuffer('EVALSHA', this.hashOf(script), 1, key, ...(values as ScriptValue[]));
    } catch (error) {
      // A Redis that was restarted has forgotten it.
      if (!isUnknownScript(error)) throw error;
      return this.redis.callBuffer('EVAL', script, 1, key, ...(values as ScriptValue[]));
    }
  }

  async runMany(script: string, calls: readonly { readonly key: string; readonly values: readonly ScriptValue[] }[]): Promise<void> {
    if (calls.length === 0) return;
    this.requireReady();
    if ((await this.sendAll(script, calls)) === 'unknown') {
      await this.redis.script('LOAD', script);
      if ((await this.sendAll(script, calls)) === 'unknown') throw new RedisAwayError();
    }
  }

  async forget(key: string): Promise<void> {
    this.requireReady();
    await this.redis.unlink(key);
  }

  private async sendAll(script: string, calls: readonly { readonly key: string; readonly values: readonly ScriptValue[] }[]): Promise<'done' | 'unknown'> {
    const pipeline = this.redis.pipeline();
    for (const { key, values } of calls) pipeline.evalsha(this.hashOf(script), 1, key, ...(values as ScriptValue[]));
    const errors = ((await pipeline.exec()) ?? []).flatMap(([error]) => error ?? []);
    const failure = errors.find((error) => !isUnknownScript(error));
    if (failure) throw failure;
    return errors.length > 0 ? 'unknown' : 'done';
  }

  private requireReady(): void {
    if (!this.ready) throw new RedisAwayError();
  }

  private hashOf(script: string): string {
    let hash = this.hashes.get(script);
    if (!hash) this.hashes.set(script, (hash = createHash('sha1').update(script).digest('hex')));
    return hash;
  }
}
