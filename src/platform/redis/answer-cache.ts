import type { AnswerCache } from '../../kernel/cache.js';
import type { KeyValue } from './key-value.js';

const GENERATION = 'plaza:answers:generation';

/** `keep: false` for answers that another attempt may better, as those with errors. */
export interface ComputedAnswer {
  readonly answer: string;
  readonly keep: boolean;
}

/**
 * Whole answers for anonymous viewers. Every key holds the generation that was current when its answer was computed, read
 * from the store at each request: once `raise` has come back, nothing older is served by any process.
 */
export class KeyValueAnswerCache implements AnswerCache {
  private readonly flights = new Map<string, Promise<string>>();
  /** A raise that could not reach the store is owed: until it is made good this process serves nothing from the cache. */
  private owed = false;

  constructor(
    private readonly store: KeyValue,
    private readonly ttlMs: number,
  ) {}

  get enabled(): boolean {
    return this.ttlMs > 0 && this.store.ready;
  }

  async raise(): Promise<void> {
    if (this.ttlMs === 0) return;
    try {
      await this.store.renew(this.generationKey());
      this.owed = false;
    } catch {
      this.owed = true;
    }
  }

  /** The answer under `key`, or what `compute` gives; one computation per key and process at a time. */
  async answer(key: string, compute: () => Promise<ComputedAnswer>): Promise<string> {
    if (this.owed) await this.raise();
    if (this.owed || !this.enabled) return (await compute()).answer;
    let generation: string | null;
    let hit: string | null = null;
    try {
      [generation = null] = await this.store.getMany([this.generationKey()]);
      generation ??= await this.store.renew(this.generationKey());
      [hit = null] = await this.store.getMany([this.entryKey(generation, key)]);
    } catch {
      return (await compute()).answer;
    }
    if (hit !== null) return hit;
    const entryKey = this.entryKey(generation, key);
    const flight = this.flights.get(entryKey);
    if (flight) return flight;
    const computing = compute().then(({ answer, keep }) => {
      if (keep) this.store.setMany([[entryKey, answer, Math.round(this.ttlMs * (0.9 + Math.random() * 0.1))]]).catch(() => undefined);
      return answer;
    });
    this.flights.set(entryKey, computing);
    try {
      return await computing;
    } finally {
      this.flights.delete(entryKey);
    }
  }

  private generationKey(): string {
    return `${GENERATION}:${this.store.epoch()}`;
  }

  private entryKey(generation: string, key: string): string {
    return `plaza:answers:${this.store.epoch()}:${generation}:${key}`;
  }
}
