import type { DomainEvent } from './event.js';
import type { QuotaName } from './quota.js';
import type { Outcome } from './outcome.js';
import type { SignedIn } from './viewer.js';

/**
 * The commit point of a mutation: one local transaction in the store that owns the fact. `Tx` is the store's own handle;
 * an action only passes it on to its store.
 */
export interface Commit<Tx> {
  /** Runs `work` in one transaction (again, when the store asks for it: `work` must have no effect but through `tx`). */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;

  /**
   * Like `run`, for a mutation: with an idempotency key `work` takes effect at most once per (viewer, mutation, key), and a
   * replay gives the first result again. `work` returns ids only; a refusal rolls back and is not kept. Another input
   * under the same key is CONFLICT. Keys are kept for 24 hours.
   */
  once<Ids extends IdsOnly>(request: OnceRequest, work: (tx: Tx) => Promise<Outcome<Ids>>): Promise<Outcome<Ids>>;
}

/** What an idempotency row may hold: ids and small flags, from which the payload is rendered anew. */
export type IdsOnly = Readonly<Record<string, string | number | boolean | null>>;

export interface OnceRequest {
  readonly viewer: SignedIn;
  /** The mutation's name in the schema. */
  readonly mutation: string;
  /** The mutation's input, `idempotencyKey` included; the rest of it is hashed. */
  readonly input: { readonly idempotencyKey?: string | null };
  /** What is used up by it, of the viewer's or of what `quotaOf` names; a replay uses nothing up. */
  readonly quota?: QuotaName;
  readonly quotaOf?: string;
  /** What is asked before the transaction, since it asks elsewhere, and may throw; a replay does not ask it. */
  readonly before?: () => Promise<void>;
}

/** Tells the world, inside the transaction: what is announced happens if and only if the transaction commits. */
export interface Announcer<Tx> {
  announce(tx: Tx, ...events: DomainEvent[]): Promise<void>;
  /** Writes deltas of counters that the relay folds; see `CounterDelta`. */
  count(tx: Tx, ...deltas: CounterDelta[]): Promise<void>;
}

/** A step of a counter, written with the edge that it counts and folded into the subject later (within 5 seconds). */
export interface CounterDelta {
  /** The table or collection that shows the counter, as in "posts" or "profiles". */
  readonly owner: string;
  /** The subject's id, and the ids that find its shard where it has one. */
  readonly subject: Readonly<Record<string, string>>;
  /** The counter's name, as in "commentCount" or "reactionCounts.LIKE". */
  readonly counter: string;
  readonly by: number;
}
