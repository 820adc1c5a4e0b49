import type { Id, UserId } from '../../kernel/ids.js';
import type { PgTx } from '../../platform/postgres/postgres.js';

export interface ImportedFollow {
  /** Position and date. */
  readonly id: Id;
  readonly followerId: UserId;
  readonly followeeId: UserId;
}

/** How many edges a person has, each way. */
export interface EdgeCounts {
  readonly userId: UserId;
  readonly followers: number;
  readonly followees: number;
}

/** Writes follows in bulk, without events and without the locks on pairs: a block that is made at the same moment wins later. */
export class FollowImport {
  /** Adds those that are missing, but for people who have gone and for pairs of whom one has blocked the other. */
  async insert(tx: PgTx, follows: readonly ImportedFollow[]): Promise<void> {
    await tx.query(INSERT, [JSON.stringify(follows)]);
  }

  /** The edges as they are in the transaction's snapshot, by people. */
  async counts(tx: PgTx, userIds: readonly UserId[]): Promise<EdgeCounts[]> {
    return tx.query<EdgeCounts[]>(COUNTS, [userIds]);
  }
}

const INSERT = `
  INSERT INTO follows (id, follower_id, followee_id)
  SELECT row.id, row."followerId", row."followeeId"
  FROM jsonb_to_recordset($1::jsonb) AS row(id uuid, "followerId" uuid, "followeeId" uuid)
  JOIN profiles a ON a.user_id = row."followerId" AND a.status = 'ACTIVE'
  JOIN profiles b ON b.user_id = row."followeeId" AND b.status = 'ACTIVE'
  WHERE NOT EXISTS (SELECT FROM blocks WHERE (blocker_id, blocked_id) IN ((row."followerId", row."followeeId"), (row."followeeId", row."followerId")))
  ON CONFLICT DO NOTHING`;

const COUNTS = `
  SELECT person.id AS "userId",
    (SELECT count(*)::int FROM follows f WHERE f.followee_id = person.id) AS followers,
    (SELECT count(*)::int FROM follows f WHERE f.follower_id = person.id) AS followees
  FROM unnest($1::uuid[]) AS person(id)`;
