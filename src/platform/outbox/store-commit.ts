import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerCache } from '../../kernel/cache.js';
import type { Clock } from '../../kernel/clock.js';
import type { Commit, IdsOnly, OnceRequest } from '../../kernel/commit.js';
import { badInput, conflict, unavailable } from '../../kernel/errors.js';
import { done, type Outcome } from '../../kernel/outcome.js';
import type { Quota } from '../../kernel/quota.js';
import type { Log } from '../telemetry/log.js';
import { type Announced, takeNotes } from './announced.js';
import { inputHash } from './input-hash.js';

export interface CommitDeps {
  readonly clock: Clock;
  readonly answerCache: AnswerCache;
  /** Tells the relays of all processes that something waits. Neither waits nor throws. */
  readonly wake: () => void;
  /** Keys the fingerprints of inputs; the same in every process. */
  readonly inputHashKey: Buffer;
  readonly quota: Quota;
  readonly log: Log;
}

/** Whose key it is: the same key of another viewer or mutation is another key. */
export interface KeyScope {
  readonly viewerId: string;
  readonly mutation: string;
  readonly key: string;
}

export interface KeptResult extends KeyScope {
  readonly inputHash: string;
  readonly result: IdsOnly;
  readonly createdAt: Date;
}

/** What a store must be able to do to be committed to. */
export interface TransactionalStore<Tx> {
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** The result of the transaction that kept this key, as every reader sees it now; asked from within one where `tx` is given. */
  findKept(scope: KeyScope, tx?: Tx): Promise<KeptResult | null>;
  /** Fails where another transaction keeps the key, or has kept it. */
  keep(tx: Tx, result: KeptResult): Promise<void>;
  /** Whether `keep` failed because another has kept the key, whose result readers may not see yet. */
  isKeptByAnother(error: unknown): boolean;
}

/** The commit point over either store. */
export class StoreCommit<Tx extends object> implements Commit<Tx> {
  constructor(
    private readonly store: TransactionalStore<Tx>,
    private readonly deps: CommitDeps,
  ) {}

  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    let announced: Announced | undefined;
    const result = await this.store.transaction((tx) => {
      announced = takeNotes(tx);
      return work(tx);
    });
    if (announced) await this.tell(announced);
    return result;
  }

  async once<Ids extends IdsOnly>(request: OnceRequest, work: (tx: Tx) => Promise<Outcome<Ids>>): Promise<Outcome<Ids>> {
    const scope = scopeOf(request);
    if (!scope) {
      await this.prepare(request);
      return this.runUnlessRefused(work);
    }
    const hash = inputHash(this.deps.inputHashKey, request.input);
    const winner = (tx?: Tx) => this.store.findKept(scope, tx);

    const before = await winner();
    if (before) return replay(before, hash);
    await this.prepare(request);
    const replayed = async (won: KeptResult) => {
      await this.giveQuotaBack(request);
      return replay<Ids>(won, hash);
    };
    let attempts = 0;
    try {
      const outcome = await this.runUnlessRefused(async (tx) => {
        // The store runs this again after it met another transaction: often the one with the same key.
        const won = ++attempts > 1 ? await winner(tx) : null;
        if (won) throw new AlreadyDone();
        const result = await work(tx);
        if (result.done) {
          await this.store.keep(tx, { ...scope, inputHash: hash, result: result.done, createdAt: this.deps.clock.now() });
        }
        return result;
      });
      if (outcome.done) return outcome;
      // Refused perhaps because of what the winner has just done with the same key.
      const won = await winner();
      return won ? await replayed(won) : outcome;
    } catch (error) {
      const won = await this.seen(winner, this.store.isKeptByAnother(error));
      if (won) return replayed(won);
      throw error;
    }
  }

  /** What another has kept. Where it is certain that one has, its commit may still be on its way to a majority, as while a primary is elected. */
  private async seen(winner: () => Promise<KeptResult | null>, isCertain: boolean): Promise<KeptResult | null> {
    const giveUpAt = performance.now() + SEEN_WITHIN_MS;
    for (;;) {
      const won = await winner().catch(() => null);
      if (won || !isCertain) return won;
      if (performance.now() > giveUpAt) throw unavailable();
      await sleep(LOOK_AGAIN_MS);
    }
  }

  /** Before the transaction, which may be run again and must not wait for a counter or for another store. */
  private async prepare({ quota, quotaOf, viewer, before }: OnceRequest): Promise<void> {
    await before?.();
    if (quota) await this.deps.quota.take(quota, quotaOf ?? viewer.userId);
  }

  private async giveQuotaBack({ quota, quotaOf, viewer }: OnceRequest): Promise<void> {
    if (quota) await this.deps.quota.giveBack(quota, quotaOf ?? viewer.userId);
  }

  /** A refusal must leave nothing behind, so it travels out of the transaction as an exception. */
  private async runUnlessRefused<Ids>(work: (tx: Tx) => Promise<Outcome<Ids>>): Promise<Outcome<Ids>> {
    try {
      return await this.run(async (tx) => {
        const outcome = await work(tx);
        if (outcome.refused) throw new RolledBack(outcome);
        return outcome;
      });
    } catch (error) {
      if (error instanceof RolledBack) return error.outcome as Outcome<Ids>;
      throw error;
    }
  }

  /** After the commit nothing may fail the mutation: what is missed here, the relay and its consumers do within seconds. */
  private async tell(announced: Announced): Promise<void> {
    if (announced.waits) this.deps.wake();
    if (!announced.narrows) return;
    await this.deps.answerCache
      .raise()
      .catch((error: unknown) => this.deps.log.warn({ err: error }, 'Cached answers could not be invalidated at once; the log will do it.'));
  }
}

class RolledBack extends Error {
  constructor(readonly outcome: Outcome<unknown>) {
    super('refused');
  }
}

class AlreadyDone extends Error {}

const LOOK_AGAIN_MS = 50;
const SEEN_WITHIN_MS = 2_000;

const PRINTABLE = /^[\x20-\x7e]{1,200}$/;

function scopeOf({ viewer, mutation, input }: OnceRequest): KeyScope | null {
  const key = input.idempotencyKey;
  if (key === undefined || key === null) return null;
  if (!PRINTABLE.test(key)) throw badInput('input.idempotencyKey', '"idempotencyKey" must have 1 to 200 printable ASCII characters.');
  return { viewerId: viewer.userId, mutation, key };
}

function replay<Ids extends IdsOnly>(kept: KeptResult, hash: string): Outcome<Ids> {
  if (kept.inputHash !== hash) {
    throw conflict('IDEMPOTENCY_KEY_REUSED', 'This idempotency key was used with another input.');
  }
  return done(kept.result as Ids);
}
