import type { UserId } from './ids.js';

/** Parted so that a flood of one sort never delays the other: fan-out of feeds, and everything else. */
export const QUEUE_NAMES = ['default', 'feeds'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** Ids and small enums; never text or personal data, since operators see it. */
export type JobData = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface NewJob {
  /** The same id twice is one job, as long as the first one is there; an owner's has to be an `Id`. Minted where it is absent. */
  readonly id?: string;
  readonly kind: string;
  readonly data: JobData;
  /** Who asked for it and may watch it; null or absent for work that nobody waits for, which is forgotten when it is done. */
  readonly ownerId?: UserId | null;
  /** Jobs of one share come one after the other, and shares take turns: ten thousand jobs of one person delay nobody else's. Default: the owner, else the kind. */
  readonly share?: string;
  readonly notBefore?: Date;
}

/** One attempt at a job. */
export interface JobRun {
  readonly id: string;
  readonly data: JobData;
  /** Starts at 1. A store that is away does not use up an attempt. */
  readonly attempt: number;
  /** Says that this process stops: whoever throws now gives the job to another process, and no attempt is counted. */
  readonly signal: AbortSignal;
}

/** Does the jobs of one kind. Each runs at least once, perhaps twice at the same time for a moment, and must bear that. */
export interface JobHandler {
  readonly kind: string;
  readonly queue: QueueName;
  /** How many more jobs of its queue a process runs at once because of this kind. */
  readonly concurrency?: number;
  /** After so many failures it is dead; an operator may try it anew. */
  readonly maxAttempts?: number;
  run(job: JobRun): Promise<void>;
}

/** Where work is handed in that happens behind the commits. It is kept in the store before anybody is told of it. */
export interface JobQueue<Tx> {
  /** Throws where the store is away; whether anything else is, it does not notice. */
  add(jobs: readonly NewJob[]): Promise<void>;
  /** In the transaction of the fact that it follows from: if and only if that commits. */
  addIn(tx: Tx, jobs: readonly NewJob[]): Promise<void>;
}

/** WAITING: for its turn, for its next attempt, or under way. */
export type JobState = 'WAITING' | 'DONE' | 'DEAD';
