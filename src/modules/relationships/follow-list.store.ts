import type { Id, UserId } from '../../kernel/ids.js';
import type { Postgres } from '../../platform/postgres/postgres.js';

export const FOLLOW_LISTS = ['followers', 'following', 'mutuals'] as const;
/** Who follows a person, whom they follow, and who does both. */
export type FollowList = (typeof FOLLOW_LISTS)[number];

/** A place in one person's list from which rows are read. */
export interface ListHead {
  readonly userId: UserId;
  readonly after: Id | null;
}

export interface ListedRow {
  /** The follow's id; of two people who follow each other, the later one's. */
  readonly id: Id;
  readonly userId: UserId;
}

/** Pages of follows, the latest first, for many people at once. */
export class FollowListStore {
  constructor(private readonly postgres: Postgres) {}

  /** Up to `limit` rows beyond each head, in reading direction; in the heads' order. */
  async read(list: FollowList, backward: boolean, limit: number, heads: readonly ListHead[]): Promise<ListedRow[][]> {
    const name = `follows.${list}.${backward ? 'backward' : 'forward'}`;
    const values = [heads.map((head) => head.userId), heads.map((head) => head.after), limit];
    const rows = await this.postgres.query<ListedRow & { head: number }>(name, STATEMENTS[list][backward ? 'backward' : 'forward'], values);
    const lists: ListedRow[][] = heads.map(() => []);
    for (const row of rows) lists[row.head - 1]!.push(row);
    return lists;
  }
}

/**
 * The edges of one person `q.user_id`. An index gives the first two in order. The third probes for each of their followees
 * (`OFFSET 0` keeps it from reading all followers instead, of whom there may be millions) and sorts those who follow back.
 */
const EDGES: Record<FollowList, (beyond: (id: string) => string) => string> = {
  followers: (beyond) => `SELECT f.id, f.follower_id AS user_id FROM follows f WHERE f.followee_id = q.user_id AND ${beyond('f.id')}`,
  following: (beyond) => `SELECT f.id, f.followee_id AS user_id FROM follows f WHERE f.follower_id = q.user_id AND ${beyond('f.id')}`,
  mutuals: (beyond) => `
    SELECT greatest(f.id, back.id) AS id, f.followee_id AS user_id
    FROM follows f CROSS JOIN LATERAL (
      SELECT id FROM follows WHERE follower_id = f.followee_id AND followee_id = f.follower_id OFFSET 0) back
    WHERE f.follower_id = q.user_id AND ${beyond('greatest(f.id, back.id)')}`,
};

const NEWEST = `'ffffffff-ffff-ffff-ffff-ffffffffffff'`;
const OLDEST = `'00000000-0000-0000-0000-000000000000'`;

const statementOf = (list: FollowList, backward: boolean): string => {
  const [sign, start, order] = backward ? ['>', OLDEST, 'ASC'] : ['<', NEWEST, 'DESC'];
  return `
    SELECT q.head::int, e.id, e.user_id AS "userId"
    FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS q(user_id, position, head)
    CROSS JOIN LATERAL (${EDGES[list]((id) => `${id} ${sign} coalesce(q.position, ${start}::uuid)`)} ORDER BY 1 ${order} LIMIT $3) e
    ORDER BY q.head, e.id ${order}`;
};

const both = (list: FollowList) => ({ forward: statementOf(list, false), backward: statementOf(list, true) });
const STATEMENTS = { followers: both('followers'), following: both('following'), mutuals: both('mutuals') };
