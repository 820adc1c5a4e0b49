import type { UserId } from '../../kernel/ids.js';
import { isUniqueViolation, type PgTx, type Postgres } from '../../platform/postgres/postgres.js';
import type { ProfileStatus } from '../profiles/index.js';

export type { PgTx as Tx } from '../../platform/postgres/postgres.js';

/** An address: to be read, and to be found. */
export interface SealedEmail {
  readonly emailCipher: Buffer;
  readonly emailHash: Buffer;
}

export interface NewAccount extends SealedEmail {
  readonly userId: UserId;
  readonly passwordHash: string;
  readonly createdAt: Date;
}

export interface Credentials {
  readonly userId: UserId;
  readonly username: string;
  readonly displayName: string | null;
  readonly emailCipher: Buffer;
  readonly passwordHash: string;
  /** Only ACTIVE people may sign in. */
  readonly status: ProfileStatus;
}

/** What an account is until a transaction ends. */
export type Held = Pick<Credentials, 'status' | 'passwordHash'>;

/** Somebody else has taken the address at the same moment; the transaction is lost. */
export class EmailTaken extends Error {}

/** Every statement on `accounts`, but for those of deletions. */
export class AccountStore {
  constructor(private readonly postgres: Postgres) {}

  async credentialsByUsername(usernameKey: string): Promise<Credentials | null> {
    return (await this.postgres.query<Credentials>('accounts.by-username', BY_USERNAME, [usernameKey]))[0] ?? null;
  }

  async credentialsByEmail(emailHash: Buffer): Promise<Credentials | null> {
    return (await this.postgres.query<Credentials>('accounts.by-email', BY_EMAIL, [emailHash]))[0] ?? null;
  }

  async credentialsOf(userId: UserId): Promise<Credentials | null> {
    return (await this.postgres.query<Credentials>('accounts.credentials', BY_ID, [userId]))[0] ?? null;
  }

  async emailCipherOf(userId: UserId): Promise<Buffer | null> {
    const rows = await this.postgres.query<{ emailCipher: Buffer }>('accounts.email', EMAIL, [userId]);
    return rows[0]?.emailCipher ?? null;
  }

  /** False where the address is taken; the transaction stays usable. */
  async insert(tx: PgTx, account: NewAccount): Promise<boolean> {
    const { userId, emailCipher, emailHash, passwordHash, createdAt } = account;
    const rows: unknown[] = await tx.query(INSERT, [userId, emailCipher, emailHash, passwordHash, createdAt]);
    return rows.length === 1;
  }

  /** False where the password is no longer the one that was checked. */
  async replacePassword(tx: PgTx, userId: UserId, checkedHash: string, newHash: string): Promise<boolean> {
    const rows: unknown[] = await tx.query(REPLACE_PASSWORD, [userId, checkedHash, newHash]);
    return rows.length === 1;
  }

  /** Whatever it was before; false where the account has another address by now. */
  async setPassword(tx: PgTx, userId: UserId, emailHash: Buffer, newHash: string): Promise<boolean> {
    const rows: unknown[] = await tx.query(SET_PASSWORD, [userId, emailHash, newHash]);
    return rows.length === 1;
  }

  /** The address as it is, and stays until the transaction ends. */
  async emailForUpdate(tx: PgTx, userId: UserId): Promise<SealedEmail | null> {
    return (await tx.query<SealedEmail[]>(EMAIL_FOR_UPDATE, [userId]))[0] ?? null;
  }

  /** Throws `EmailTaken` where another account has the address. */
  async replaceEmail(tx: PgTx, userId: UserId, { emailCipher, emailHash }: SealedEmail): Promise<void> {
    await tx.query(REPLACE_EMAIL, [userId, emailCipher, emailHash]).catch((error: unknown) => {
      throw isUniqueViolation(error, 'accounts_email_hash') ? new EmailTaken() : error;
    });
  }

  /** State and password as they are now, and stay until the transaction ends; null where the account is gone. */
  async holdForSignIn(tx: PgTx, userId: UserId): Promise<Held | null> {
    return (await tx.query<Held[]>(`${HELD} FOR SHARE`, [userId]))[0] ?? null;
  }

  /** The same for whoever may change the state: of two at once the second sees what the first has made of it. */
  async holdForReturn(tx: PgTx, userId: UserId): Promise<Held | null> {
    return (await tx.query<Held[]>(`${HELD} FOR NO KEY UPDATE`, [userId]))[0] ?? null;
  }

  /** Whether the password is still the one that was checked; it stays so until the transaction ends. */
  async hasPassword(tx: PgTx, userId: UserId, checkedHash: string): Promise<boolean> {
    return (await this.holdForSignIn(tx, userId))?.passwordHash === checkedHash;
  }

  /** False where the grace period is over. */
  async unmarkDeleting(tx: PgTx, userId: UserId, graceSeconds: number): Promise<boolean> {
    const rows: unknown[] = await tx.query(UNMARK_DELETING, [userId, graceSeconds]);
    return rows.length === 1;
  }

  /** False where the password is no longer the one that was checked, or the account is being deleted already. */
  async markDeleting(tx: PgTx, userId: UserId, checkedHash: string): Promise<boolean> {
    const rows: unknown[] = await tx.query(MARK_DELETING, [userId, checkedHash]);
    return rows.length === 1;
  }
}

const CREDENTIALS = `
  SELECT a.user_id AS "userId", p.username, p.display_name AS "displayName", a.email_cipher AS "emailCipher",
    a.password_hash AS "passwordHash", p.status
  FROM accounts a JOIN profiles p USING (user_id) WHERE`;
const BY_USERNAME = `${CREDENTIALS} p.username_key = $1`;
const BY_EMAIL = `${CREDENTIALS} a.email_hash = $1`;
const BY_ID = `${CREDENTIALS} a.user_id = $1`;

const HELD = `
  SELECT a.password_hash AS "passwordHash", p.status
  FROM accounts a JOIN profiles p USING (user_id) WHERE a.user_id = $1`;

const EMAIL = 'SELECT email_cipher AS "emailCipher" FROM accounts WHERE user_id = $1';

const INSERT = `
  INSERT INTO accounts (user_id, email_cipher, email_hash, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (email_hash) DO NOTHING RETURNING user_id`;

// Wrapped, so that TypeORM gives the rows and not a pair of rows and count.
const REPLACE_PASSWORD = `
  WITH changed AS (
    UPDATE accounts SET password_hash = $3 WHERE user_id = $1 AND password_hash = $2 RETURNING user_id
  ) SELECT user_id FROM changed`;

const MARK_DELETING = `
  WITH changed AS (
    UPDATE accounts SET deleting_since = now() WHERE user_id = $1 AND password_hash = $2 AND deleting_since IS NULL RETURNING user_id
  ) SELECT user_id FROM changed`;

// Whoever has the removal in hand holds a lease: from then on there is no way back.
const UNMARK_DELETING = `
  WITH changed AS (
    UPDATE accounts SET deleting_since = NULL
    WHERE user_id = $1 AND deleting_since > now() - make_interval(secs => $2) AND deletion_lease_until IS NULL RETURNING user_id
  ) SELECT user_id FROM changed`;

const SET_PASSWORD = `
  WITH changed AS (
    UPDATE accounts SET password_hash = $3 WHERE user_id = $1 AND email_hash = $2 RETURNING user_id
  ) SELECT user_id FROM changed`;

const EMAIL_FOR_UPDATE = `
  SELECT email_cipher AS "emailCipher", email_hash AS "emailHash" FROM accounts WHERE user_id = $1 FOR UPDATE`;

const REPLACE_EMAIL = 'UPDATE accounts SET email_cipher = $2, email_hash = $3 WHERE user_id = $1';
