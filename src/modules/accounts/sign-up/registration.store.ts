import type { Id } from '../../../kernel/ids.js';
import type { PgTx, Postgres } from '../../../platform/postgres/postgres.js';

export type { PgTx as Tx } from '../../../platform/postgres/postgres.js';

/** Somebody who wants to join and has not confirmed their address yet. Its id becomes that of the user. */
export interface Registration {
  readonly id: Id;
  readonly username: string;
  readonly displayName: string | null;
  readonly emailCipher: Buffer;
  readonly emailHash: Buffer;
  readonly passwordHash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Every statement on `registrations`; those that are too old are not found. */
export class RegistrationStore {
  constructor(private readonly postgres: Postgres) {}

  async insert(tx: PgTx, row: Registration): Promise<void> {
    await tx.query(INSERT, [row.id, row.username, row.displayName, row.emailCipher, row.emailHash, row.passwordHash, row.createdAt, row.expiresAt]);
  }

  async byId(id: Id, now: Date): Promise<Registration | null> {
    return (await this.postgres.query<Registration>('registrations.by-id', BY_ID, [id, now]))[0] ?? null;
  }

  /**
   * Locks it, and all others with its address, which are forgotten with it: of two who confirm at once the second finds theirs
   * gone, and no two hold what the other waits for.
   */
  async take(tx: PgTx, id: Id, now: Date): Promise<Registration | null> {
    const rows = await tx.query<Registration[]>(TAKE, [id, now]);
    return rows.find((row) => row.id === id) ?? null;
  }

  async newestByEmail(emailHash: Buffer, now: Date): Promise<Registration | null> {
    return (await this.postgres.query<Registration>('registrations.by-email', BY_EMAIL, [emailHash, now]))[0] ?? null;
  }

  /** Forgets all that were made with this address: it belongs to an account now. */
  async forget(tx: PgTx, emailHash: Buffer): Promise<void> {
    await tx.query('DELETE FROM registrations WHERE email_hash = $1', [emailHash]);
  }

  /** Forgets those that are too old; gives how many. */
  async purge(batch: number): Promise<number> {
    return (await this.postgres.query('registrations.purge', PURGE, [batch])).length;
  }
}

const COLUMNS = `
  id, username, display_name AS "displayName", email_cipher AS "emailCipher", email_hash AS "emailHash",
  password_hash AS "passwordHash", created_at AS "createdAt", expires_at AS "expiresAt"`;

const INSERT = `
  INSERT INTO registrations (id, username, display_name, email_cipher, email_hash, password_hash, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
const BY_ID = `SELECT ${COLUMNS} FROM registrations WHERE id = $1 AND expires_at > $2`;
const TAKE = `
  SELECT ${COLUMNS} FROM registrations
  WHERE email_hash = (SELECT email_hash FROM registrations WHERE id = $1) AND expires_at > $2 ORDER BY id FOR UPDATE`;
const BY_EMAIL = `SELECT ${COLUMNS} FROM registrations WHERE email_hash = $1 AND expires_at > $2 ORDER BY created_at DESC, id LIMIT 1`;
const PURGE = `
  DELETE FROM registrations WHERE id IN (SELECT id FROM registrations WHERE expires_at < now() LIMIT $1) RETURNING id`;
