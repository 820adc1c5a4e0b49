import type { UserId } from '../../kernel/ids.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import { ProfileEntity, type ProfileStatus } from './profile.entity.js';
import { type Profile, PROFILE_COLUMNS } from './profile.row.js';
import type { ProfileChanges } from './profile.rules.js';
import { usernameKey } from './username.rules.js';

export type { PgTx as Tx } from '../../platform/postgres/postgres.js';

export interface NewProfile {
  readonly userId: UserId;
  readonly username: string;
  readonly displayName: string | null;
  readonly createdAt: Date;
}

/** A reason to be absent to everybody else. */
export type ProfileState = 'deleting' | 'suspended' | 'deactivated';

/** Who sees what of somebody. */
export type PrivacyChanges = Partial<Pick<ProfileEntity, 'isPrivate' | 'hidesFollowLists'>>;

/** Every statement on `profiles`. */
export class ProfileStore {
  constructor(private readonly postgres: Postgres) {}

  async profilesByIds(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, Profile>> {
    const rows = await this.postgres.query<Profile>('profiles.by-ids', BY_IDS, [ids]);
    return new Map(rows.map((row) => [row.userId, row]));
  }

  /** Active people by `usernameKey`. */
  async idsByUsernameKey(keys: readonly string[]): Promise<ReadonlyMap<string, UserId>> {
    const rows = await this.postgres.query<{ key: string; userId: UserId }>('profiles.ids-by-username', IDS_BY_USERNAME, [keys]);
    return new Map(rows.map((row) => [row.key, row.userId]));
  }

  /** False where the username is taken; the transaction stays usable. */
  async insert(tx: PgTx, profile: NewProfile): Promise<boolean> {
    const values = [profile.userId, profile.username, usernameKey(profile.username), profile.displayName, profile.createdAt];
    const rows: unknown[] = await tx.query(INSERT, values);
    return rows.length === 1;
  }

  /** The new `rev`, or null where there is no such active person. */
  async update(tx: PgTx, userId: UserId, changes: ProfileChanges | PrivacyChanges): Promise<number | null> {
    const result = await tx
      .createQueryBuilder()
      .update(ProfileEntity)
      .set({ ...changes, rev: () => 'rev + 1' })
      .where({ userId, status: 'ACTIVE' })
      .returning('rev')
      .execute();
    return (result.raw as { rev: number }[])[0]?.rev ?? null;
  }

  /** Whether somebody has the username, in whatever state they are. */
  async hasUsername(key: string): Promise<boolean> {
    return (await this.postgres.query('profiles.has-username', 'SELECT FROM profiles WHERE username_key = $1', [key])).length > 0;
  }

  /** Sets or lifts one reason to be absent; gives what the person is now, or null where there is nobody by that id. */
  async setState(tx: PgTx, userId: UserId, state: ProfileState, holds: boolean): Promise<ProfileStatus | null> {
    const rows = await tx.query<{ status: ProfileStatus }[]>(SET_STATE[state], [userId, holds]);
    return rows[0]?.status ?? null;
  }

  /** What the person is, until the transaction ends; null where there is nobody by that id. */
  async statusIn(tx: PgTx, userId: UserId): Promise<ProfileStatus | null> {
    const rows = await tx.query<{ status: ProfileStatus }[]>('SELECT status FROM profiles WHERE user_id = $1 FOR SHARE', [userId]);
    return rows[0]?.status ?? null;
  }

  async remove(tx: PgTx, userId: UserId): Promise<void> {
    await tx.delete(ProfileEntity, { userId });
  }
}

const BY_IDS = `SELECT ${PROFILE_COLUMNS} FROM profiles p WHERE p.user_id = ANY($1::uuid[])`;

const IDS_BY_USERNAME = `
  SELECT username_key AS key, user_id AS "userId" FROM profiles WHERE username_key = ANY($1::text[]) AND status = 'ACTIVE'`;

/** The first time stays where it holds already. Wrapped, so that TypeORM gives the rows and not a pair of rows and count. */
const setTime = (column: string) => `
  WITH changed AS (
    UPDATE profiles SET ${column} = CASE WHEN $2::boolean THEN coalesce(${column}, now()) END, rev = rev + 1 WHERE user_id = $1 RETURNING status
  ) SELECT status FROM changed`;
const SET_STATE: Readonly<Record<ProfileState, string>> = {
  deleting: setTime('deleting_since'),
  suspended: setTime('suspended_at'),
  deactivated: setTime('deactivated_at'),
};

const INSERT = `
  INSERT INTO profiles (user_id, username, username_key, display_name, created_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (username_key) DO NOTHING RETURNING user_id`;
