import type { UserId } from '../../../kernel/ids.js';
import type { PgTx, Postgres } from '../../../platform/postgres/postgres.js';

/** What an account may be; SERVICE is what a token is, never an account. */
export type AccountRole = 'USER' | 'MODERATOR' | 'ADMIN';

/** An arbitrary number that only changes of roles use as a lock. */
const LOCK = 7_050_927;

/** Every statement on roles. */
export class RoleStore {
  constructor(private readonly postgres: Postgres) {}

  async roleOf(userId: UserId): Promise<AccountRole | null> {
    const rows = await this.postgres.query<{ role: AccountRole }>('roles.of', 'SELECT role FROM accounts WHERE user_id = $1', [userId]);
    return rows[0]?.role ?? null;
  }

  /** Makes the transaction the only one that changes roles: who is the last admin stays so until the commit. */
  async lock(tx: PgTx): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  }

  /** The roles of these people, which stay what they are until the transaction ends; who has no account, or is leaving, is not in the Map. */
  async rolesIn(tx: PgTx, userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, AccountRole>> {
    const rows = await tx.query<{ userId: UserId; role: AccountRole }[]>(ROLES_IN, [userIds]);
    return new Map(rows.map(({ userId, role }) => [userId, role]));
  }

  async set(tx: PgTx, userId: UserId, role: AccountRole): Promise<void> {
    await tx.query('UPDATE accounts SET role = $2 WHERE user_id = $1', [userId, role]);
  }

  /** Whether there is an admin besides this one who is not on the way out. */
  async hasOtherAdmin(tx: PgTx, userId: UserId): Promise<boolean> {
    const rows = await tx.query<{ found: boolean }[]>(OTHER_ADMIN, [userId]);
    return rows[0]!.found;
  }
}

const ROLES_IN = `
  SELECT user_id AS "userId", role FROM accounts WHERE user_id = ANY($1::uuid[]) AND deleting_since IS NULL ORDER BY user_id FOR SHARE`;

const OTHER_ADMIN = `
  SELECT EXISTS (
    SELECT FROM accounts a JOIN profiles p USING (user_id) WHERE a.role = 'ADMIN' AND a.user_id <> $1 AND p.status = 'ACTIVE'
  ) AS found`;
