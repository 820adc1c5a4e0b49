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

export const VISIBLE = `p.status = 'ACTIVE' AND NOT EXISTS (
    SELECT FROM blocks b WHERE (b.blocker_id = $1 AND b.blocked_id = p.user_id) OR (b.blocker_id = p.user_id AND b.blocked_id = $1))`;
export const FOLLOWS = 'EXISTS (SELECT FROM follows f WHERE f.follower_id = $1 AND f.followee_id = p.user_id)';

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

/** The author of a comment; null where the comment was deleted. */
export const showAuthor = (person: PersonRow | undefined) =>
  person ? { id: encodeUserId(person.id), username: person.username, displayName: person.displayName, avatarUrl: person.avatarUrl } : null;
