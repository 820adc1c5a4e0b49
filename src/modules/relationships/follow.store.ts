import type { Id, PostId, UserId } from '../../kernel/ids.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import { FollowEntity } from './follow.entity.js';

export type { PgTx as Tx } from '../../platform/postgres/postgres.js';

export interface FollowPair {
  readonly followerId: UserId;
  readonly followeeId: UserId;
}

/** Whose posts make somebody's home feed, and whom they must not meet in it. */
export interface Followees {
  /** Active people whom the user follows and has not muted. */
  readonly followeeIds: UserId[];
  /** People with a block between them and the user, either way. */
  readonly hiddenIds: UserId[];
  /** Threads that the user has muted. */
  readonly mutedPostIds: PostId[];
}

/** Every statement that writes follows or reads all of one person's; pages are in `follow-list.store`. */
export class FollowStore {
  constructor(private readonly postgres: Postgres) {}

  async insert(tx: PgTx, id: Id, { followerId, followeeId }: FollowPair): Promise<void> {
    await tx.insert(FollowEntity, { id, followerId, followeeId });
  }

  async remove(tx: PgTx, { followerId, followeeId }: FollowPair): Promise<void> {
    await tx.delete(FollowEntity, { followerId, followeeId });
  }

  async followeesOf(userId: UserId): Promise<Followees> {
    const rows = await this.postgres.query<{ followees: string; hidden: string; mutedPosts: string }>('follows.followees', FOLLOWEES, [userId]);
    return { followeeIds: idsIn(rows[0]!.followees), hiddenIds: idsIn(rows[0]!.hidden), mutedPostIds: idsIn(rows[0]!.mutedPosts) };
  }

  /** Removes up to `batch` follows of or by a person; gives the pairs. */
  async removeSome(tx: PgTx, userId: UserId, batch: number): Promise<FollowPair[]> {
    return tx.query<FollowPair[]>(REMOVE_SOME, [userId, batch]);
  }
}

const idsIn = (list: string): Id[] => (list === '' ? [] : list.split(','));

/** One row of texts, and no look at any of thousands of followees: the few who are absent, or muted, have indexes of their own. */
const FOLLOWEES = `
  SELECT
    array_to_string(ARRAY(
      SELECT followee_id FROM follows WHERE follower_id = $1
      AND followee_id NOT IN (SELECT user_id FROM profiles WHERE status <> 'ACTIVE')
      AND followee_id NOT IN (SELECT muted_id FROM mutes WHERE muter_id = $1 AND until > now())), ',') AS followees,
    array_to_string(ARRAY(
      SELECT blocked_id FROM blocks WHERE blocker_id = $1 UNION SELECT blocker_id FROM blocks WHERE blocked_id = $1), ',') AS hidden,
    array_to_string(ARRAY(
      SELECT post_id FROM thread_mutes WHERE muter_id = $1 AND until > now()), ',') AS "mutedPosts"`;

const REMOVE_SOME = `
  WITH doomed AS (
    (SELECT id FROM follows WHERE follower_id = $1 LIMIT $2) UNION (SELECT id FROM follows WHERE followee_id = $1 LIMIT $2)
  ), removed AS (
    DELETE FROM follows USING doomed WHERE follows.id = doomed.id RETURNING follower_id, followee_id
  ) SELECT follower_id AS "followerId", followee_id AS "followeeId" FROM removed`;
