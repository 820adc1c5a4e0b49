import type { AnswerCache } from '../../kernel/cache.js';
import { inTime, LATE } from '../in-time.js';
import type { KeyValue } from './key-value.js';

/** Milliseconds between two attempts to make good a raise that is owed. */
const RETRY_MS = 200;
const GENERATION = 'plaza:answers:generation';

/** For how long an answer that is no longer fresh lies in reserve. With the longest TTL it is a minute in all. */
const RESERVE_MS = 30_000;
/** Whoever has waited so long for a new answer is given the one in reserve. */
const PATIENCE_MS = 1_000;

export interface ComputedAnswer {
  readonly answer: string;
  /** False for answers that another attempt may better, as those with errors. */
  readonly keep: boolean;
  /** True where it is no answer at all: a store was away, or something surprised. */
  readonly failed: boolean;
}

interface Flight {
  readonly landing: Promise<ComputedAnswer>;
  readonly startedAt: number;
}

/**
 * Whole answers for anonymous viewers. Every key holds the generation that was current when its answer was computed, read
 * from the store at each request: once `raise` has come back, nothing older is served by any process. What is past its time,
 * and of the present generation, is served where a new answer fails or is slow, and never instead of one.
 */
export class KeyValueAnswerCache implements AnswerCache {
  private readonly flights = new Map<string, Flight>();
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
    const kept = hit === null ? null : unpack(hit);
    if (kept?.isFresh) return kept.answer;
    const entryKey = this.entryKey(generation, key);
    const flight = this.flights.get(entryKey) ?? this.takeOff(entryKey, compute);
    return kept ? orInReserve(flight, kept.answer) : (await flight.landing).answer;
  }

  private takeOff(entryKey: string, compute: () => Promise<ComputedAnswer>): Flight {
    const landing = compute();
    const flight = { landing, startedAt: performance.now() };
    this.flights.set(entryKey, flight);
    const store = async ({ answer, keep }: ComputedAnswer) => {
      // Jittered, so that what was kept together is not computed anew together.
      const freshMs = Math.round(this.ttlMs * (0.9 + Math.random() * 0.1));
      if (keep) await this.store.setMany([[entryKey, pack(answer, freshMs), freshMs + RESERVE_MS]]);
    };
    // It ends when the answer is stored, not before: whoever looked meanwhile and found nothing finds the flight.
    void landing
      .then(store)
      .catch(() => undefined)
      .finally(() => this.flights.delete(entryKey));
    return flight;
  }

  private generationKey(): string {
    return `${GENERATION}:${this.store.epoch()}`;
  }

  private entryKey(generation: string, key: string): string {
    return `plaza:answers:kept:${this.store.epoch()}:${generation}:${key}`;
  }
}

/** The new answer where it comes soon and is one. */
async function orInReserve({ landing, startedAt }: Flight, reserve: string): Promise<string> {
  const left = Math.max(startedAt + PATIENCE_MS - performance.now(), 0);
  const computed = await inTime(landing, left).catch((): typeof LATE => LATE);
  return computed === LATE || computed.failed ? reserve : computed.answer;
}

const pack = (answer: string, freshMs: number): string => `${Date.now() + freshMs} ${answer}`;

function unpack(text: string): { readonly answer: string; readonly isFresh: boolean } {
  const end = text.indexOf(' ');
  return { answer: text.slice(end + 1), isFresh: Number(text.slice(0, end)) > Date.now() };
}
