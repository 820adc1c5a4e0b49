import type { Id, UserId } from '../../kernel/ids.js';
import type { PgTx } from '../../platform/postgres/postgres.js';
import { FollowEntity } from './follow.entity.js';

export type { PgTx as Tx } from '../../platform/postgres/postgres.js';

export interface FollowPair {
  readonly followerId: UserId;
  readonly followeeId: UserId;
}

/** Every statement that writes follows; pages are in `follow-list.store`. */
export class FollowStore {
  async insert(tx: PgTx, id: Id, { followerId, followeeId }: FollowPair): Promise<void> {
    await tx.insert(FollowEntity, { id, followerId, followeeId });
  }

  async remove(tx: PgTx, { followerId, followeeId }: FollowPair): Promise<void> {
    await tx.delete(FollowEntity, { followerId, followeeId });
  }

  /** Removes up to `batch` follows of or by a person; gives the pairs. */
  async removeSome(tx: PgTx, userId: UserId, batch: number): Promise<FollowPair[]> {
    return tx.query<FollowPair[]>(REMOVE_SOME, [userId, batch]);
  }
}

const REMOVE_SOME = `
  WITH doomed AS (
    (SELECT id FROM follows WHERE follower_id = $1 LIMIT $2) UNION (SELECT id FROM follows WHERE followee_id = $1 LIMIT $2)
  ), removed AS (
    DELETE FROM follows USING doomed WHERE follows.id = doomed.id RETURNING follower_id, followee_id
  ) SELECT follower_id AS "followerId", followee_id AS "followeeId" FROM removed`;
