import { encodeUserId } from '../../src/kernel/global-id.js';
import type { FloorStores } from './stores.js';

/** A person with what stands between them and the viewer. */
export interface PersonRow {
  readonly id: string;
  readonly username: string;
  readonly displayName: string | null;
  readonly avatarUrl: string | null;
  readonly follows: boolean;
  /** Active, and neither has blocked the other. */
  readonly visible: boolean;
  /** What they publish is for their followers. */
  readonly isPrivate: boolean;
}

export type People = ReadonlyMap<string, PersonRow>;

const VISIBLE = `p.status = 'ACTIVE' AND NOT EXISTS (
    SELECT FROM blocks b WHERE (b.blocker_id = $1 AND b.blocked_id = p.user_id) OR (b.blocker_id = p.user_id AND b.blocked_id = $1))`;
const FOLLOWS = 'EXISTS (SELECT FROM follows f WHERE f.follower_id = $1 AND f.followee_id = p.user_id)';

const PEOPLE = `
  SELECT p.user_id AS id, p.username, p.display_name AS "displayName", p.avatar_url AS "avatarUrl", p.is_private AS "isPrivate", ${FOLLOWS} AS follows, ${VISIBLE} AS visible
  FROM profiles p WHERE p.user_id = ANY($2::uuid[])`;

/** Everybody who stands on a page, in one statement. */
export async function peopleOf(stores: FloorStores, viewerId: string, ids: Iterable<string>): Promise<People> {
  const rows = await stores.query<PersonRow>('floor.people', PEOPLE, [viewerId, [...new Set(ids)]]);
  return new Map(rows.map((row) => [row.id, row]));
}

export interface ProfileRow extends PersonRow {
  readonly bio: string | null;
  readonly createdAt: Date;
  readonly followerCount: number;
  readonly followeeCount: number;
  readonly followsViewer: boolean;
}

const PROFILE = `
  SELECT p.user_id AS id, p.username, p.display_name AS "displayName", p.avatar_url AS "avatarUrl", p.bio, p.created_at AS "createdAt",
    p.follower_count AS "followerCount", p.followee_count AS "followeeCount", p.is_private AS "isPrivate", ${FOLLOWS} AS follows, ${VISIBLE} AS visible,
    EXISTS (SELECT FROM follows f WHERE f.follower_id = p.user_id AND f.followee_id = $1) AS "followsViewer"
  FROM profiles p WHERE p.username_key = lower($2)`;

export async function profileOf(stores: FloorStores, viewerId: string, username: string): Promise<ProfileRow | null> {
  const [row] = await stores.query<ProfileRow>('floor.profile', PROFILE, [viewerId, username]);
  return row?.visible ? row : null;
}

/** May the viewer see what the person publishes for followers; and what they publish for everybody? */
export const mayAll = (person: PersonRow, viewerId: string): boolean => person.follows || person.id === viewerId;
export const maySee = (person: PersonRow, viewerId: string, visibility: string): boolean =>
  person.visible && ((visibility === 'PUBLIC' && !person.isPrivate) || mayAll(person, viewerId));

/** Texts: the driver reads thousands of ids in a text as fast as one, and in an array one by one. */
const CIRCLE = `
  SELECT
    array_to_string(ARRAY(
      SELECT followee_id FROM follows WHERE follower_id = $1
      AND followee_id NOT IN (SELECT user_id FROM profiles WHERE status <> 'ACTIVE')
      AND followee_id NOT IN (SELECT muted_id FROM mutes WHERE muter_id = $1 AND until > now())), ',') AS followees,
    array_to_string(ARRAY(
      SELECT blocked_id FROM blocks WHERE blocker_id = $1 UNION SELECT blocker_id FROM blocks WHERE blocked_id = $1), ',') AS hidden,
    array_to_string(ARRAY(SELECT post_id FROM thread_mutes WHERE muter_id = $1 AND until > now()), ',') AS muted`;

/** Whose posts the viewer's home feed shows, and whose comments and which posts it does not. */
export async function circleOf(stores: FloorStores, viewerId: string): Promise<Record<'followees' | 'hidden' | 'muted', string[]>> {
  const [row] = await stores.query<Record<'followees' | 'hidden' | 'muted', string>>('floor.circle', CIRCLE, [viewerId]);
  return { followees: idsIn(row!.followees), hidden: idsIn(row!.hidden), muted: idsIn(row!.muted) };
}

const idsIn = (list: string): string[] => (list === '' ? [] : list.split(','));

/** The author of a comment; null where the comment was deleted. */
export const showAuthor = (person: PersonRow | undefined) =>
  person ? { id: encodeUserId(person.id), username: person.username, displayName: person.displayName, avatarUrl: person.avatarUrl } : null;
