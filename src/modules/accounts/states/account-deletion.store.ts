import type { UserId } from '../../../kernel/ids.js';
import type { PgTx, Postgres } from '../../../platform/postgres/postgres.js';

/** Every statement on accounts that are being deleted, and on `account_deletion_steps`. */
export class AccountDeletionStore {
  constructor(private readonly postgres: Postgres) {}

  /** Takes the oldest account that has waited `delaySeconds` and that nobody has in hand; null where there is none. */
  async claim(delaySeconds: number, leaseSeconds: number): Promise<UserId | null> {
    const rows = await this.postgres.query<{ userId: UserId }>('account-deletion.claim', CLAIM, [delaySeconds, leaseSeconds]);
    return rows[0]?.userId ?? null;
  }

  async extendLease(userId: UserId, leaseSeconds: number): Promise<void> {
    await this.postgres.query('account-deletion.extend', EXTEND, [userId, leaseSeconds]);
  }

  async stepsDone(userId: UserId): Promise<ReadonlySet<string>> {
    const rows = await this.postgres.query<{ step: string }>('account-deletion.steps', STEPS, [userId]);
    return new Set(rows.map((row) => row.step));
  }

  async markDone(userId: UserId, step: string): Promise<void> {
    await this.postgres.query('account-deletion.done', MARK_DONE, [userId, step]);
  }

  async forgetSteps(userId: UserId): Promise<void> {
    await this.postgres.query('account-deletion.forget', 'DELETE FROM account_deletion_steps WHERE user_id = $1', [userId]);
  }

  /** Removes the account with its sessions and tokens; the profile is left for its owner. */
  async remove(tx: PgTx, userId: UserId): Promise<void> {
    await tx.query('DELETE FROM account_deletion_steps WHERE user_id = $1', [userId]);
    // By the address, too: whoever asked about it as a stranger has left a row without their id.
    await tx.query(`DELETE FROM registrations WHERE email_hash = ${OWN_EMAIL_HASH}`, [userId]);
    await tx.query(`DELETE FROM email_requests WHERE user_id = $1 OR email_hash = ${OWN_EMAIL_HASH}`, [userId]);
    await tx.query('DELETE FROM sessions WHERE user_id = $1', [userId]);
    await tx.query('DELETE FROM accounts WHERE user_id = $1', [userId]);
  }
}

const OWN_EMAIL_HASH = '(SELECT email_hash FROM accounts WHERE user_id = $1)';

const CLAIM = `
  UPDATE accounts SET deletion_lease_until = now() + make_interval(secs => $2) WHERE user_id = (
    SELECT user_id FROM accounts
    WHERE deleting_since <= now() - make_interval(secs => $1) AND (deletion_lease_until IS NULL OR deletion_lease_until < now())
    ORDER BY deleting_since LIMIT 1 FOR UPDATE SKIP LOCKED
  ) RETURNING user_id AS "userId"`;

const EXTEND = 'UPDATE accounts SET deletion_lease_until = now() + make_interval(secs => $2) WHERE user_id = $1';
const STEPS = 'SELECT step FROM account_deletion_steps WHERE user_id = $1';
const MARK_DONE = 'INSERT INTO account_deletion_steps (user_id, step, done_at) VALUES ($1, $2, now()) ON CONFLICT DO NOTHING';
