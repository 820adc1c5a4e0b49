import { mintId, type PostId, type PostRef, type UserId } from '../../kernel/ids.js';
import type { PageRequest } from '../../kernel/page.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import { latestOf, purgeEnded, removeSomeOf, valuesOf } from './own-lists.js';

export type { PgTx as Tx } from '../../platform/postgres/postgres.js';

export interface MutedThreadRow {
  readonly id: string;
  readonly postId: PostId;
  readonly postAuthorId: UserId;
  /** Null where it has no end. */
  readonly until: Date | null;
}

/** Who does not want to meet a thread, and which: whether they have muted it now. */
export interface ThreadPair {
  readonly muterId: UserId;
  readonly postId: PostId;
}

export const threadPairKey = ({ muterId, postId }: ThreadPair): string => `${muterId}:${postId}`;

/** Every statement on `thread_mutes`. A mute that has ended has no effect, wherever it is read; its row goes some time later. */
export class ThreadMuteStore {
  constructor(private readonly postgres: Postgres) {}

  async put(tx: PgTx, muterId: UserId, { authorId, id }: PostRef, until: Date | null): Promise<void> {
    await tx.query(PUT, [mintId(), muterId, id, authorId, until]);
  }

  async remove(tx: PgTx, muterId: UserId, postId: PostId): Promise<void> {
    await tx.query('DELETE FROM thread_mutes WHERE muter_id = $1 AND post_id = $2', [muterId, postId]);
  }

  /** How many other threads the person has muted now. */
  async countOthers(tx: PgTx, muterId: UserId, postId: PostId): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(COUNT_OTHERS, [muterId, postId]);
    return row!.count;
  }

  mutedBy(muterId: UserId, request: PageRequest): Promise<MutedThreadRow[]> {
    return this.postgres.query<MutedThreadRow>('thread-mutes.of-muter', OF_MUTER, valuesOf(muterId, request));
  }

  /** Those of the pairs that hold now, by `threadPairKey`. */
  async holding(pairs: readonly ThreadPair[]): Promise<ReadonlySet<string>> {
    const rows = await this.postgres.query<ThreadPair>('thread-mutes.holding', HOLDING, [pairs.map((pair) => pair.muterId), pairs.map((pair) => pair.postId)]);
    return new Set(rows.map(threadPairKey));
  }

  /** What was muted is gone. */
  async forgetThreads(postIds: readonly PostId[]): Promise<void> {
    await this.postgres.query('thread-mutes.forget', 'DELETE FROM thread_mutes WHERE post_id = ANY($1::uuid[])', [postIds]);
  }

  /** Removes up to `batch` mutes by a person; gives how many. */
  async removeSome(tx: PgTx, userId: UserId, batch: number): Promise<number> {
    const rows: unknown[] = await tx.query(REMOVE_SOME, [userId, batch]);
    return rows.length;
  }

  /** Removes up to `batch` mutes that have ended; gives how many. */
  async purge(batch: number): Promise<number> {
    return (await this.postgres.query('thread-mutes.purge', PURGE, [batch])).length;
  }
}

const PUT = `
  INSERT INTO thread_mutes (id, muter_id, post_id, post_author_id, until) VALUES ($1, $2, $3, $4, coalesce($5::timestamptz, 'infinity'))
  ON CONFLICT ON CONSTRAINT thread_mutes_pair DO UPDATE SET until = EXCLUDED.until`;

const COUNT_OTHERS = 'SELECT count(*)::int AS count FROM thread_mutes WHERE muter_id = $1 AND post_id <> $2 AND until > now()';

const OF_MUTER = latestOf('thread_mutes', 'muter_id', `post_id AS "postId", post_author_id AS "postAuthorId", nullif(until, 'infinity') AS until`, 'AND until > now()');

/** `OFFSET 0`: as in the relation store, so that it stays a probe of the unique pair each. */
const HOLDING = `
  SELECT q.muter_id AS "muterId", q.post_id AS "postId" FROM unnest($1::uuid[], $2::uuid[]) AS q(muter_id, post_id)
  WHERE EXISTS (SELECT FROM thread_mutes t WHERE t.muter_id = q.muter_id AND t.post_id = q.post_id AND t.until > now() OFFSET 0)`;

const REMOVE_SOME = removeSomeOf('thread_mutes', 'muter_id');
const PURGE = purgeEnded('thread_mutes');
