import { BEFORE_ALL, type Id, type PostId, type UserId } from '../../../kernel/ids.js';
import type { Postgres } from '../../../platform/postgres/postgres.js';

/** What a home feed is read with, however many people its reader follows. */
export interface HomeCircle {
  /** People with a block between them and the reader, either way. */
  readonly hiddenIds: readonly UserId[];
  readonly mutedPostIds: ReadonlySet<PostId>;
  /** Tags that the reader follows, as keys. */
  readonly tags: readonly string[];
  /** Those of the followees who are merged at read. */
  readonly mergedIds: readonly UserId[];
  /** The reader's latest follows, the latest first. */
  readonly latestFollows: readonly { readonly id: Id; readonly followeeId: UserId }[];
  /** Timelines of another generation are not believed. */
  readonly generation: number;
  readonly marker: Marker | null;
}

/** How far somebody has read. */
export interface Marker {
  readonly position: Id;
  readonly updatedAt: Date;
}

/** The same, and all whom the reader follows and wants to meet: active, and not muted. */
export interface WholeCircle extends HomeCircle {
  readonly followeeIds: readonly UserId[];
}

/** Whose entries a timeline holds, whatever the reader thinks of them today: mutes and suspensions end, and then they are there. */
export interface TimelineCircle {
  readonly followeeIds: readonly UserId[];
  /** The latest of these follows. */
  readonly stamp: Id | null;
}

/** How many follows are looked at that a timeline may not have taken in yet. */
export const LATEST_FOLLOWS = 8;

interface Row {
  readonly hidden: string;
  readonly mutedPosts: string;
  readonly tags: string[];
  readonly merged: string;
  readonly latest: string;
  readonly generation: number;
  readonly markerAt: Id | null;
  readonly markerSince: Date | null;
}

/** What home feeds ask of Postgres about their reader: one statement each, since each would be a round trip. */
export class HomeCircleStore {
  constructor(private readonly postgres: Postgres) {}

  async circleOf(userId: UserId): Promise<HomeCircle> {
    const [row] = await this.postgres.query<Row>('feeds.circle', `SELECT ${CIRCLE}`, [userId]);
    return toCircle(row!);
  }

  async wholeCircleOf(userId: UserId): Promise<WholeCircle> {
    const [row] = await this.postgres.query<Row & { followees: string }>('feeds.whole-circle', WHOLE_CIRCLE, [userId]);
    return { ...toCircle(row!), followeeIds: idsIn(row!.followees) };
  }

  /** Those of these people whom somebody follows and wants to meet. */
  async bringersAmong(userId: UserId, userIds: readonly UserId[]): Promise<ReadonlySet<UserId>> {
    if (userIds.length === 0) return new Set();
    const rows = await this.postgres.query<{ followeeId: UserId }>('feeds.bringers', BRINGERS, [userId, `{${userIds.join(',')}}`]);
    return new Set(rows.map((row) => row.followeeId));
  }

  async timelineCircleOf(userId: UserId): Promise<TimelineCircle> {
    const [row] = await this.postgres.query<{ followees: string; stamp: Id | null }>('feeds.timeline-circle', TIMELINE_CIRCLE, [userId]);
    return { followeeIds: idsIn(row!.followees), stamp: row!.stamp };
  }

  async generation(): Promise<number> {
    const [row] = await this.postgres.query<{ generation: number }>('feeds.generation', 'SELECT generation FROM feed_generation');
    return row!.generation;
  }

  /** A page of a person's followers in the order of their follows, from beyond one. */
  followersOf(userId: UserId, after: Id | null, limit: number): Promise<{ id: Id; followerId: UserId }[]> {
    return this.postgres.query('feeds.followers', FOLLOWERS, [userId, after ?? BEFORE_ALL, limit]);
  }

  /** What somebody follows since a follow, the earliest first; of those who are merged at read nobody is there. */
  async followsSince(userId: UserId, stamp: Id | null, limit: number): Promise<{ id: Id; followeeId: UserId }[]> {
    return this.postgres.query('feeds.follows-since', FOLLOWS_SINCE, [userId, stamp ?? BEFORE_ALL, limit]);
  }

  async follows(userId: UserId, followeeId: UserId): Promise<boolean> {
    const rows = await this.postgres.query('feeds.follows', 'SELECT 1 FROM follows WHERE follower_id = $1 AND followee_id = $2', [userId, followeeId]);
    return rows.length > 0;
  }

  async isMerged(userId: UserId): Promise<boolean> {
    return (await this.postgres.query('feeds.is-merged', 'SELECT 1 FROM merged_authors WHERE user_id = $1', [userId])).length > 0;
  }

  /** Whether more than `most` people follow somebody; counts no further. */
  async hasMoreFollowersThan(userId: UserId, most: number): Promise<boolean> {
    const rows = await this.postgres.query<{ more: boolean }>('feeds.many-followers', MORE_THAN, [userId, most]);
    return rows[0]!.more;
  }

  /** From the next read on this person is merged by everybody, for good. */
  async mergeFromNowOn(userId: UserId): Promise<void> {
    await this.postgres.query('feeds.merge', 'INSERT INTO merged_authors (user_id) VALUES ($1) ON CONFLICT DO NOTHING', [userId]);
  }

  /** No timeline that there is now will be believed again. */
  async raiseGeneration(): Promise<void> {
    await this.postgres.query('feeds.raise-generation', 'UPDATE feed_generation SET generation = generation + 1');
  }

  async forget(userId: UserId): Promise<void> {
    await this.postgres.query('feeds.forget-merged', 'DELETE FROM merged_authors WHERE user_id = $1', [userId]);
    await this.postgres.query('feeds.forget-marker', 'DELETE FROM feed_markers WHERE user_id = $1', [userId]);
  }
}

/** What was written without being announced is in no timeline: all of them are made anew as they are read. */
export const staleTimelines = (postgres: Postgres): Promise<void> => new HomeCircleStore(postgres).raiseGeneration();

const idsIn = (list: string): Id[] => (list === '' ? [] : list.split(','));

const toCircle = (row: Row): HomeCircle => ({
  hiddenIds: idsIn(row.hidden),
  mutedPostIds: new Set(idsIn(row.mutedPosts)),
  tags: row.tags,
  mergedIds: idsIn(row.merged),
  latestFollows: idsIn(row.latest).map((pair) => ({ id: pair.slice(0, 36), followeeId: pair.slice(37) })),
  generation: row.generation,
  marker: row.markerAt === null ? null : { position: row.markerAt, updatedAt: row.markerSince! },
});

/** One row of texts, and no look at any of thousands of followees. */
const CIRCLE = `
    array_to_string(ARRAY(
      SELECT blocked_id FROM blocks WHERE blocker_id = $1 UNION SELECT blocker_id FROM blocks WHERE blocked_id = $1), ',') AS hidden,
    array_to_string(ARRAY(
      SELECT post_id FROM thread_mutes WHERE muter_id = $1 AND until > now()), ',') AS "mutedPosts",
    ARRAY(SELECT tag FROM tag_follows WHERE user_id = $1) AS tags,
    array_to_string(ARRAY(
      SELECT f.followee_id FROM merged_authors m JOIN follows f ON f.followee_id = m.user_id AND f.follower_id = $1), ',') AS merged,
    array_to_string(ARRAY(
      SELECT id || ':' || followee_id FROM follows WHERE follower_id = $1 ORDER BY id DESC LIMIT ${LATEST_FOLLOWS}), ',') AS latest,
    (SELECT generation FROM feed_generation) AS generation,
    (SELECT position FROM feed_markers WHERE user_id = $1) AS "markerAt",
    (SELECT updated_at FROM feed_markers WHERE user_id = $1) AS "markerSince"`;

/** The few who are absent, or muted, have indexes of their own. */
const MET_FOLLOWEES = `
  SELECT followee_id FROM follows WHERE follower_id = $1
  AND followee_id NOT IN (SELECT user_id FROM profiles WHERE status <> 'ACTIVE')
  AND followee_id NOT IN (SELECT muted_id FROM mutes WHERE muter_id = $1 AND until > now())`;

const WHOLE_CIRCLE = `SELECT ${CIRCLE}, array_to_string(ARRAY(${MET_FOLLOWEES}), ',') AS followees`;

const BRINGERS = `SELECT followee_id AS "followeeId" FROM (${MET_FOLLOWEES}) AS met WHERE followee_id = ANY($2::uuid[])`;

const TIMELINE_CIRCLE = `
  SELECT
    array_to_string(ARRAY(
      SELECT followee_id FROM follows WHERE follower_id = $1 AND followee_id NOT IN (SELECT user_id FROM merged_authors)), ',') AS followees,
    (SELECT id FROM follows WHERE follower_id = $1 ORDER BY id DESC LIMIT 1) AS stamp`;

const FOLLOWERS = 'SELECT id, follower_id AS "followerId" FROM follows WHERE followee_id = $1 AND id > $2 ORDER BY id LIMIT $3';

const FOLLOWS_SINCE = `
  SELECT id, followee_id AS "followeeId" FROM follows WHERE follower_id = $1 AND id > $2 AND followee_id NOT IN (SELECT user_id FROM merged_authors)
  ORDER BY id LIMIT $3`;

const MORE_THAN = 'SELECT count(*) > $2 AS more FROM (SELECT FROM follows WHERE followee_id = $1 LIMIT $2 + 1) AS counted';
