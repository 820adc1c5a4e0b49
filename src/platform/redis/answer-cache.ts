import type { AnswerCache } from '../../kernel/cache.js';
import type { KeyValue } from './key-value.js';

/** Milliseconds between two attempts to make good a raise that is owed. */
const RETRY_MS = 200;
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
  private knownReconnects = 0;
  private retry: NodeJS.Timeout | null = null;

  constructor(
    private readonly store: KeyValue,
    private readonly ttlMs: number,
  ) {}

  get enabled(): boolean {
    return this.ttlMs > 0 && this.store.ready;
  }

  async raise(): Promise<void> {
    if (this.ttlMs === 0) return;
    // Before the store's epoch is known there is no key to raise: that is as good as away.
    this.owed = !this.store.ready || !(await this.store.renew(this.generationKey()).then(() => true, () => false));
    if (this.owed) this.makeGoodLater();
  }

  /** Other processes that find the store again sooner would serve what is outdated: this one keeps trying by itself. */
  private makeGoodLater(): void {
    this.retry ??= setTimeout(() => {
      this.retry = null;
      if (this.owed) void this.raise();
    }, RETRY_MS).unref();
  }

  /** The answer under `key`, or what `compute` gives; one computation per key and process at a time. */
  async answer(key: string, compute: () => Promise<ComputedAnswer>): Promise<string> {
    // While the store was out of reach, others may have owed it a raise: nothing that is older than that is believed.
    const { reconnects } = this.store;
    if (this.owed || reconnects !== this.knownReconnects) {
      await this.raise();
      if (!this.owed) this.knownReconnects = reconnects;
    }
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
    const computing = compute();
    const answering = computing.then(({ answer }) => answer);
    this.flights.set(entryKey, answering);
    // It ends when the answer is stored, not before: whoever looked meanwhile and found nothing finds the flight.
    void computing
      .then(({ answer, keep }) => (keep ? this.store.setMany([[entryKey, answer, Math.round(this.ttlMs * (0.9 + Math.random() * 0.1))]]) : undefined))
      .catch(() => undefined)
      .finally(() => this.flights.delete(entryKey));
    return answering;
  }

  private generationKey(): string {
    return `${GENERATION}:${this.store.epoch()}`;
  }

  private entryKey(generation: string, key: string): string {
    return `plaza:answers:${this.store.epoch()}:${generation}:${key}`;
  }
}
