import type { Id, UserId } from '../../kernel/ids.js';
import type { PageRequest } from '../../kernel/page.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import { BlockEntity } from './block.entity.js';

export type { PgTx as Tx } from '../../platform/postgres/postgres.js';

/** One row of a list of followers, followees or mutuals. */
export interface FollowRow {
  /** The follow's id (of two, the later one's): position and date. */
  readonly id: Id;
  readonly userId: UserId;
}

/** An edge that a deletion took away. */
export interface RemovedFollow {
  readonly followerId: UserId;
  readonly followeeId: UserId;
}

export type FollowList = 'followers' | 'following' | 'mutuals';

/** Every statement on `follows` and `blocks` that is not a question of access. */
export class EdgeStore {
  constructor(private readonly postgres: Postgres) {}

  /**
   * Until the transaction ends nobody else follows or blocks between these two. The lock is on the pair, never on a
   * person's row: a celebrity's thousand new followers do not wait for each other.
   */
  async lockPair(tx: PgTx, one: UserId, other: UserId): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [[one, other].sort().join(':')]);
  }

  /** False where the edge was there already. */
  async insertFollow(tx: PgTx, id: Id, followerId: UserId, followeeId: UserId): Promise<boolean> {
    const rows: unknown[] = await tx.query(INSERT_FOLLOW, [id, followerId, followeeId]);
    return rows.length === 1;
  }

  /** False where there was no such edge. */
  async removeFollow(tx: PgTx, followerId: UserId, followeeId: UserId): Promise<boolean> {
    const [removed] = await tx.query<[unknown[], number]>('DELETE FROM follows WHERE follower_id = $1 AND followee_id = $2 RETURNING id', [followerId, followeeId]);
    return removed.length === 1;
  }

  async insertBlock(tx: PgTx, id: Id, blockerId: UserId, blockedId: UserId): Promise<boolean> {
    const rows: unknown[] = await tx.query(INSERT_BLOCK, [id, blockerId, blockedId]);
    return rows.length === 1;
  }

  async removeBlock(tx: PgTx, blockerId: UserId, blockedId: UserId): Promise<boolean> {
    const result = await tx.delete(BlockEntity, { blockerId, blockedId });
    return result.affected === 1;
  }

  /** Rows in reading direction, newest first where it reads forward; one more than asked where there are more. */
  async page(list: FollowList, userId: UserId, { after, backward, size }: PageRequest): Promise<readonly FollowRow[]> {
    const direction = backward ? 'backward' : 'forward';
    const from = after ?? (backward ? FIRST : LAST);
    return this.postgres.query<FollowRow>(`follows.${list}.${direction}`, PAGES[list][direction], [userId, from, size + 1]);
  }

  /** Takes away up to `limit` edges of a person, in either direction, and says which. */
  async removeFollowsOf(tx: PgTx, userId: UserId, limit: number): Promise<readonly RemovedFollow[]> {
    const [removed] = await tx.query<[RemovedFollow[], number]>(REMOVE_FOLLOWS_OF, [userId, limit]);
    return removed;
  }

  async removeBlocksOf(tx: PgTx, userId: UserId): Promise<void> {
    await tx.query('DELETE FROM blocks WHERE blocker_id = $1 OR blocked_id = $1', [userId]);
  }
}

/** Before and behind every id there is, so that a page without a cursor is the same statement. */
const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const INSERT_FOLLOW = `
  INSERT INTO follows (id, follower_id, followee_id) VALUES ($1, $2, $3)
  ON CONFLICT (follower_id, followee_id) DO NOTHING RETURNING id`;

const INSERT_BLOCK = `
  INSERT INTO blocks (id, blocker_id, blocked_id) VALUES ($1, $2, $3)
  ON CONFLICT (blocker_id, blocked_id) DO NOTHING RETURNING id`;

const REMOVE_FOLLOWS_OF = `
  DELETE FROM follows WHERE id IN (SELECT id FROM follows WHERE follower_id = $1 OR followee_id = $1 LIMIT $2)
  RETURNING follower_id AS "followerId", followee_id AS "followeeId"`;

/** Both directions of one keyset: `< $2 … DESC` reads on, `> $2 … ASC` reads back. */
const bothWays = (select: string, id: string) => ({
  forward: `${select} AND ${id} < $2 ORDER BY ${id} DESC LIMIT $3`,
  backward: `${select} AND ${id} > $2 ORDER BY ${id} ASC LIMIT $3`,
});

/** Mutuals cost as many look-ups as the person follows people: their position is the later of two edges, which no index holds. */
const PAGES = {
  followers: bothWays('SELECT f.id, f.follower_id AS "userId" FROM follows f WHERE f.followee_id = $1', 'f.id'),
  following: bothWays('SELECT f.id, f.followee_id AS "userId" FROM follows f WHERE f.follower_id = $1', 'f.id'),
  mutuals: bothWays(
    `SELECT greatest(f.id, back.id) AS id, f.followee_id AS "userId"
     FROM follows f JOIN follows back ON back.follower_id = f.followee_id AND back.followee_id = f.follower_id
     WHERE f.follower_id = $1`,
    'greatest(f.id, back.id)',
  ),
};
