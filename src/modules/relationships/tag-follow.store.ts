import type { UserId } from '../../kernel/ids.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';

/** Every statement on `tag_follows`. Tags are keys (`tagKey`). */
export class TagFollowStore {
  constructor(private readonly postgres: Postgres) {}

  /** What a person follows, the latest first. */
  async tagsOf(userId: UserId): Promise<string[]> {
    const rows = await this.postgres.query<{ tag: string }>('tag-follows.of-user', OF_USER, [userId]);
    return rows.map((row) => row.tag);
  }

  /** Those of these people who follow one of these tags. */
  followersAmong(userIds: readonly UserId[], tags: readonly string[]): Promise<ReadonlySet<UserId>> {
    return this.among('tag-follows.among', AMONG, userIds, tags);
  }

  /** The same by topics (`tagTopic`): of a post that is gone the log knows no tags. */
  topicFollowersAmong(userIds: readonly UserId[], topics: readonly string[]): Promise<ReadonlySet<UserId>> {
    return this.among('tag-follows.topics-among', TOPICS_AMONG, userIds, topics);
  }

  private async among(name: string, statement: string, userIds: readonly UserId[], words: readonly string[]): Promise<ReadonlySet<UserId>> {
    if (words.length === 0) return new Set();
    const rows = await this.postgres.query<{ userId: UserId }>(name, statement, [`{${userIds.join(',')}}`, words]);
    return new Set(rows.map((row) => row.userId));
  }

  /** Makes the transaction the only one that changes what this person follows, so that there is a most. */
  async lock(tx: PgTx, userId: UserId): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`tag-follows:${userId}`]);
  }

  /** How many other tags the person follows. */
  async countOthers(tx: PgTx, userId: UserId, tag: string): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>('SELECT count(*)::int AS count FROM tag_follows WHERE user_id = $1 AND tag <> $2', [userId, tag]);
    return row!.count;
  }

  /** Once more changes nothing. */
  async put(tx: PgTx, userId: UserId, tag: string): Promise<void> {
    await tx.query('INSERT INTO tag_follows (user_id, tag) VALUES ($1, $2) ON CONFLICT DO NOTHING', [userId, tag]);
  }

  async remove(tx: PgTx, userId: UserId, tag: string): Promise<void> {
    await tx.query('DELETE FROM tag_follows WHERE user_id = $1 AND tag = $2', [userId, tag]);
  }

  async removeAll(tx: PgTx, userId: UserId): Promise<void> {
    await tx.query('DELETE FROM tag_follows WHERE user_id = $1', [userId]);
  }
}

const AMONG = 'SELECT DISTINCT user_id AS "userId" FROM tag_follows WHERE user_id = ANY($1::uuid[]) AND tag = ANY($2::text[])';

/** The same as `tagTopic`. */
const TOPICS_AMONG = `
  SELECT DISTINCT user_id AS "userId" FROM tag_follows
  WHERE user_id = ANY($1::uuid[]) AND 'tag:' || left(encode(sha256(convert_to(tag, 'UTF8')), 'hex'), 10) = ANY($2::text[])`;

const OF_USER = 'SELECT tag FROM tag_follows WHERE user_id = $1 ORDER BY created_at DESC, tag';
