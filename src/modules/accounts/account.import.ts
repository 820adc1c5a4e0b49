import { randomBytes } from 'node:crypto';
import type { UserId } from '../../kernel/ids.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import { SealedBox } from '../../platform/sealed-box.js';
import { deriveKey } from '../../platform/secrets.js';
import { checkEmail } from './account.rules.js';
import { EmailVault } from './email-vault.js';
import { Passwords } from './passwords/passwords.js';

export interface ImportedEmail {
  readonly cipher: Buffer;
  readonly hash: Buffer;
}

export interface ImportedAccount {
  readonly userId: UserId;
  readonly email: ImportedEmail;
  readonly createdAt: Date;
}

/** Writes accounts in bulk, without events. */
export class AccountImport {
  private readonly emails: EmailVault;
  private readonly passwords = new Passwords();
  private noPassword: Promise<string> | null = null;

  constructor(
    private readonly postgres: Postgres,
    masterSecret: Buffer,
  ) {
    this.emails = new EmailVault(new SealedBox(deriveKey(masterSecret, 'email-cipher')), deriveKey(masterSecret, 'email-lookup'));
  }

  /** The address as accounts keep it; null where it is none. */
  sealEmail(userId: UserId, email: string): ImportedEmail | null {
    if (checkEmail(email).length > 0) return null;
    const { emailCipher, emailHash } = this.emails.seal(userId, email);
    return { cipher: emailCipher, hash: emailHash };
  }

  /** Which of these addresses somebody has. */
  async takenEmails(hashes: readonly Buffer[]): Promise<readonly Buffer[]> {
    const rows = await this.postgres.query<{ hash: Buffer }>('accounts.import-taken', TAKEN, [hashes]);
    return rows.map((row) => row.hash);
  }

  /** Argon2id; one hash may serve many people of a demo. */
  hashPassword(password: string): Promise<string> {
    return this.passwords.hash(password);
  }

  /**
   * Adds those that are missing; whose address was taken in the meantime stays without an account. Without a hash nobody
   * can sign in until a password is set: theirs is one that nobody has seen.
   */
  async insert(tx: PgTx, accounts: readonly ImportedAccount[], passwordHash?: string): Promise<void> {
    if (accounts.length === 0) return;
    const hash = passwordHash ?? (await (this.noPassword ??= this.passwords.hash(randomBytes(32).toString('base64'))));
    await tx.query(INSERT, [
      accounts.map((account) => account.userId),
      accounts.map((account) => account.email.cipher),
      accounts.map((account) => account.email.hash),
      accounts.map((account) => account.createdAt),
      hash,
    ]);
  }
}

const TAKEN = 'SELECT email_hash AS hash FROM accounts WHERE email_hash = ANY($1::bytea[])';

const INSERT = `
  INSERT INTO accounts (user_id, email_cipher, email_hash, created_at, password_hash)
  SELECT user_id, email_cipher, email_hash, created_at, $5
  FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::timestamptz[]) AS row(user_id, email_cipher, email_hash, created_at)
  ON CONFLICT DO NOTHING`;
