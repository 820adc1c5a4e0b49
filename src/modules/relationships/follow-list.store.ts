import { BEFORE_ALL, BEHIND_ALL, type Id, type UserId } from '../../kernel/ids.js';
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

const NEWEST = `'${BEHIND_ALL}'::uuid`;
const OLDEST = `'${BEFORE_ALL}'::uuid`;

/** How a page is read: from `position` on, where `sign` points, to the list's `end`. */
interface Way {
  readonly sign: '<' | '>';
  readonly position: string;
  readonly end: string;
  readonly order: 'ASC' | 'DESC';
}

const FORWARD: Way = { sign: '<', position: `coalesce(q.position, ${NEWEST})`, end: OLDEST, order: 'DESC' };
const BACKWARD: Way = { sign: '>', position: `coalesce(q.position, ${OLDEST})`, end: NEWEST, order: 'ASC' };

/**
 * Of followers there may be millions. Said as a range of the index on (followee_id, id), since an equality invites the planner
 * to take the list for a short one, which it reads whole and sorts.
 */
const followers = ({ sign, position, end, order }: Way) => `
  SELECT f.id, f.follower_id AS user_id FROM follows f
  WHERE (f.followee_id, f.id) ${sign} (q.user_id, ${position}) AND (q.user_id, ${end}) ${sign} (f.followee_id, f.id)
  ORDER BY f.followee_id ${order}, f.id ${order} LIMIT $3`;

/** Nobody follows millions, so that either way of reading is quick; a range would make the unique pair's index tempting. */
const following = ({ sign, position, order }: Way) => `
  SELECT f.id, f.followee_id AS user_id FROM follows f
  WHERE f.follower_id = q.user_id AND f.id ${sign} ${position}
  ORDER BY f.id ${order} LIMIT $3`;

/** Probes for each followee whether they follow back (`OFFSET 0` keeps it from reading all followers instead), and sorts. */
const mutuals = ({ sign, position, order }: Way) => `
  SELECT greatest(f.id, back.id) AS id, f.followee_id AS user_id
  FROM follows f CROSS JOIN LATERAL (
    SELECT id FROM follows WHERE follower_id = f.followee_id AND followee_id = f.follower_id OFFSET 0) back
  WHERE f.follower_id = q.user_id AND greatest(f.id, back.id) ${sign} ${position}
  ORDER BY 1 ${order} LIMIT $3`;

const statementOf = (edges: (way: Way) => string, way: Way): string => `
  SELECT q.head::int, e.id, e.user_id AS "userId"
  FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS q(user_id, position, head)
  CROSS JOIN LATERAL (${edges(way)}) e
  ORDER BY q.head, e.id ${way.order}`;

const both = (edges: (way: Way) => string) => ({ forward: statementOf(edges, FORWARD), backward: statementOf(edges, BACKWARD) });
const STATEMENTS = { followers: both(followers), following: both(following), mutuals: both(mutuals) };
