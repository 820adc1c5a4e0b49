import type { Id, UserId } from '../../../kernel/ids.js';
import type { PgTx, Postgres } from '../../../platform/postgres/postgres.js';

export type { PgTx as Tx } from '../../../platform/postgres/postgres.js';

export type EmailRequestPurpose = 'RESEND_CONFIRMATION' | 'RESET_PASSWORD' | 'CHANGE_EMAIL' | 'TELL_FORMER_ADDRESS';

/**
 * Something that was asked for about an address, whether or not anybody has it: the request leaves the same row for everybody,
 * and only the worker, when it writes the letter, looks who that is.
 */
export interface EmailRequest {
  readonly id: Id;
  readonly purpose: EmailRequestPurpose;
  /** Who asked, where it takes an account to ask. */
  readonly userId: UserId | null;
  /** The address, sealed under the request's id, where it stands nowhere else. */
  readonly emailCipher: Buffer | null;
  readonly emailHash: Buffer;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Every statement on `email_requests`; those that are too old are not found. */
export class EmailRequestStore {
  constructor(private readonly postgres: Postgres) {}

  async insert(tx: PgTx, row: EmailRequest): Promise<void> {
    await tx.query(INSERT, [row.id, row.purpose, row.userId, row.emailCipher, row.emailHash, row.createdAt, row.expiresAt]);
  }

  async byId(purpose: EmailRequestPurpose, id: Id, now: Date): Promise<EmailRequest | null> {
    return (await this.postgres.query<EmailRequest>('email-requests.by-id', BY_ID, [purpose, id, now]))[0] ?? null;
  }

  /** Uses it up: of two who come with the same token one gets it. */
  async take(tx: PgTx, purpose: EmailRequestPurpose, id: Id, now: Date): Promise<EmailRequest | null> {
    return (await tx.query<EmailRequest[]>(TAKE, [purpose, id, now]))[0] ?? null;
  }

  /** Other letters of this kind to this address are good no more. */
  async forget(tx: PgTx, purpose: EmailRequestPurpose, emailHash: Buffer): Promise<void> {
    await tx.query('DELETE FROM email_requests WHERE purpose = $1 AND email_hash = $2', [purpose, emailHash]);
  }

  async forgetOf(tx: PgTx, purpose: EmailRequestPurpose, userId: UserId): Promise<void> {
    await tx.query('DELETE FROM email_requests WHERE purpose = $1 AND user_id = $2', [purpose, userId]);
  }

  /** Forgets those that are too old; gives how many. */
  async purge(batch: number): Promise<number> {
    return (await this.postgres.query('email-requests.purge', PURGE, [batch])).length;
  }
}

const COLUMNS = `
  id, purpose, user_id AS "userId", email_cipher AS "emailCipher", email_hash AS "emailHash",
  created_at AS "createdAt", expires_at AS "expiresAt"`;

const INSERT = `
  INSERT INTO email_requests (id, purpose, user_id, email_cipher, email_hash, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const BY_ID = `SELECT ${COLUMNS} FROM email_requests WHERE purpose = $1 AND id = $2 AND expires_at > $3`;
// Wrapped, so that TypeORM gives the rows and not a pair of rows and count.
const TAKE = `
  WITH taken AS (DELETE FROM email_requests WHERE purpose = $1 AND id = $2 AND expires_at > $3 RETURNING *)
  SELECT ${COLUMNS} FROM taken`;
const PURGE = `
  DELETE FROM email_requests WHERE id IN (SELECT id FROM email_requests WHERE expires_at < now() LIMIT $1) RETURNING id`;
