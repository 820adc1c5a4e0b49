import type { FloorStores } from '../stores.js';
import { FOLLOWS, type PersonRow, VISIBLE } from '../people.js';

/** What a home feed is read with. */
export interface Circle {
  readonly hidden: readonly string[];
  readonly mutedPosts: ReadonlySet<string>;
  readonly tags: ReadonlySet<string>;
  /** Followees who are in no timeline. */
  readonly merged: readonly string[];
  readonly latest: readonly { readonly id: string; readonly followee: string }[];
  readonly generation: number;
}

interface CircleRow {
  readonly hidden: string;
  readonly mutedPosts: string;
  readonly tags: string;
  readonly merged: string;
  readonly latest: string;
  readonly generation: number;
}

/** Beyond so many follows that a timeline has not taken in, it is not used. */
export const LATEST = 8;

/** Texts: the driver reads thousands of ids in a text as fast as one, and in an array one by one. */
const CIRCLE = `
    array_to_string(ARRAY(
      SELECT blocked_id FROM blocks WHERE blocker_id = $1 UNION SELECT blocker_id FROM blocks WHERE blocked_id = $1), ',') AS hidden,
    array_to_string(ARRAY(SELECT post_id FROM thread_mutes WHERE muter_id = $1 AND until > now()), ',') AS "mutedPosts",
    array_to_string(ARRAY(SELECT tag FROM tag_follows WHERE user_id = $1), ',') AS tags,
    array_to_string(ARRAY(
      SELECT f.followee_id FROM merged_authors m JOIN follows f ON f.followee_id = m.user_id AND f.follower_id = $1), ',') AS merged,
    array_to_string(ARRAY(SELECT id || ':' || followee_id FROM follows WHERE follower_id = $1 ORDER BY id DESC LIMIT ${LATEST}), ',') AS latest,
    (SELECT generation FROM feed_generation) AS generation`;

const FOLLOWEES = `
    array_to_string(ARRAY(
      SELECT followee_id FROM follows WHERE follower_id = $1
      AND followee_id NOT IN (SELECT user_id FROM profiles WHERE status <> 'ACTIVE')
      AND followee_id NOT IN (SELECT muted_id FROM mutes WHERE muter_id = $1 AND until > now())), ',') AS followees`;

/** The reader and everybody on the page, in one statement. */
const CIRCLE_WITH_PEOPLE = `
  SELECT c.*, p.user_id AS id, p.username, p.display_name AS "displayName", p.avatar_url AS "avatarUrl", p.is_private AS "isPrivate",
    ${FOLLOWS} AS follows, ${VISIBLE} AS visible, EXISTS (SELECT FROM mutes m WHERE m.muter_id = $1 AND m.muted_id = p.user_id AND m.until > now()) AS mutes
  FROM (SELECT ${CIRCLE}) c LEFT JOIN profiles p ON p.user_id = ANY($2::uuid[])`;

export interface Reader {
  readonly circle: Circle;
  readonly people: ReadonlyMap<string, HomePerson>;
}

export interface HomePerson extends PersonRow {
  readonly mutes: boolean;
}

export async function readerWithPeople(stores: FloorStores, viewerId: string, ids: Iterable<string>): Promise<Reader> {
  const rows = await stores.query<CircleRow & HomePerson>('floor.reader', CIRCLE_WITH_PEOPLE, [viewerId, [...new Set(ids)]]);
  return { circle: toCircle(rows[0]!), people: new Map(rows.map((row) => [row.id, row])) };
}

export async function wholeCircleOf(stores: FloorStores, viewerId: string): Promise<{ circle: Circle; followees: readonly string[] }> {
  const [row] = await stores.query<CircleRow & { followees: string }>('floor.circle', `SELECT ${CIRCLE}, ${FOLLOWEES}`, [viewerId]);
  return { circle: toCircle(row!), followees: listed(row!.followees) };
}

const listed = (list: string): string[] => (list === '' ? [] : list.split(','));

const toCircle = (row: CircleRow): Circle => ({
  hidden: listed(row.hidden),
  mutedPosts: new Set(listed(row.mutedPosts)),
  tags: new Set(listed(row.tags)),
  merged: listed(row.merged),
  latest: listed(row.latest).map((pair) => ({ id: pair.slice(0, 36), followee: pair.slice(37) })),
  generation: row.generation,
});
