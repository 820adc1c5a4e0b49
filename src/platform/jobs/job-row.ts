import type { UserId } from '../../kernel/ids.js';
import type { JobData, JobState, QueueName } from '../../kernel/job.js';
import type { Mongo } from '../mongo/mongo.js';

/** A job as it is kept: the truth of it, whatever Redis holds. */
export interface JobRow {
  readonly _id: string;
  readonly queue: QueueName;
  readonly kind: string;
  readonly data: JobData;
  readonly ownerId: UserId | null;
  /** Whose jobs it takes turns with others'; `turn` is its place in its share. */
  readonly share: string;
  readonly turn: number;
  readonly state: JobState;
  /** Failures so far; what a store that was away has ended is not one. */
  readonly attempts: number;
  /** How often in a row a store was away. */
  readonly waits: number;
  /** How often whoever ran it never said how that ended: it was killed, perhaps by this very job. */
  readonly lost: number;
  /** Why the latest attempt failed. */
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** When somebody may take it; while somebody runs it, when that lapses. */
  readonly nextAt: Date;
  /** Names the run that is under way. */
  readonly claim: string | null;
  /** Rises with every change. */
  readonly rev: number;
}

/** A job in somebody's hands. */
export type ClaimedJob = JobRow & { readonly claim: string };

export const jobsOf = (mongo: Mongo) => mongo.collection<JobRow>('jobs');
