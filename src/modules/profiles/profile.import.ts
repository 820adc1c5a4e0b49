import type { UserId } from '../../kernel/ids.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import { usernameKey } from './username.rules.js';

/** A person who comes with an import or a seed; the rules of `username.rules` and `profile.rules` are checked before. */
export interface ImportedProfile {
  readonly userId: UserId;
  readonly username: string;
  readonly displayName: string | null;
  readonly bio: string | null;
  readonly location: string | null;
  readonly avatarUrl: string | null;
  readonly createdAt: Date;
}

/** What the counters of a profile have to be. */
export interface FollowCounts {
  readonly userId: UserId;
  readonly followers: number;
  readonly followees: number;
}

/** Writes profiles in bulk, without events. */
export class ProfileImport {
  constructor(private readonly postgres: Postgres) {}

  /** Which of these keys of usernames somebody has, in whatever state their account is. */
  async takenUsernames(keys: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.postgres.query<{ key: string }>('profiles.import-taken', TAKEN, [keys]);
    return new Set(rows.map((row) => row.key));
  }

  /** Active people by username in any case, as a Map by `usernameKey`. */
  async idsByUsername(usernames: readonly string[]): Promise<ReadonlyMap<string, UserId>> {
    const rows = await this.postgres.query<{ key: string; userId: UserId }>('profiles.import-ids', IDS, [usernames.map(usernameKey)]);
    return new Map(rows.map((row) => [row.key, row.userId]));
  }

  async isEmpty(): Promise<boolean> {
    const rows = await this.postgres.query('profiles.import-any', 'SELECT 1 FROM profiles LIMIT 1');
    return rows.length === 0;
  }

  /** Adds those who are missing; gives the ids of those who are there now. Who is missing there found the name taken. */
  async insert(tx: PgTx, profiles: readonly ImportedProfile[]): Promise<ReadonlySet<UserId>> {
    await tx.query(INSERT, [JSON.stringify(profiles.map((profile) => ({ ...profile, usernameKey: usernameKey(profile.username) })))]);
    const rows = await tx.query<{ userId: UserId }[]>(THERE, [profiles.map((profile) => profile.userId)]);
    return new Set(rows.map((row) => row.userId));
  }

  /** Puts counters right; raises `rev` where they were not. Gives how many were wrong. */
  async setCounts(tx: PgTx, counts: readonly FollowCounts[]): Promise<number> {
    const [row] = await tx.query<{ changed: number }[]>(SET_COUNTS, [JSON.stringify(counts)]);
    return row?.changed ?? 0;
  }
}

const TAKEN = 'SELECT username_key AS key FROM profiles WHERE username_key = ANY($1::text[])';

const IDS = `
  SELECT username_key AS key, user_id AS "userId" FROM profiles WHERE username_key = ANY($1::text[]) AND status = 'ACTIVE'`;

const INSERT = `
  INSERT INTO profiles (user_id, username, username_key, display_name, bio, location, avatar_url, created_at)
  SELECT "userId", username, "usernameKey", "displayName", bio, location, "avatarUrl", "createdAt" FROM jsonb_to_recordset($1::jsonb)
    AS row("userId" uuid, username text, "usernameKey" text, "displayName" text, bio text, location text, "avatarUrl" text, "createdAt" timestamptz)
  ON CONFLICT DO NOTHING`;

const THERE = 'SELECT user_id AS "userId" FROM profiles WHERE user_id = ANY($1::uuid[])';

// Wrapped, so that TypeORM gives the rows and not a pair of rows and count.
const SET_COUNTS = `
  WITH changed AS (
    UPDATE profiles p SET follower_count = row.followers, followee_count = row.followees, rev = p.rev + 1
    FROM jsonb_to_recordset($1::jsonb) AS row("userId" uuid, followers int, followees int)
    WHERE p.user_id = row."userId" AND (p.follower_count, p.followee_count) IS DISTINCT FROM (row.followers, row.followees)
    RETURNING 1
  ) SELECT count(*)::int AS changed FROM changed`;
