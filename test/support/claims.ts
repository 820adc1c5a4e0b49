import { type Id, mintId, type UserId } from '../../src/kernel/ids.js';
import { EmailVault } from '../../src/modules/accounts/email-vault.js';
import { LetterTokens } from '../../src/modules/accounts/recovery/letter-tokens.js';
import { SealedBox } from '../../src/platform/sealed-box.js';
import { deriveKey, type KeyPurpose } from '../../src/platform/secrets.js';
import type { TestApp } from './app.js';

/**
 * What people have asked for and not confirmed yet, by the hundred: the rows, and the tokens that letters would bring. For tests
 * of what comes when they confirm; nobody's password is hashed.
 */
export class Claims {
  private readonly tokens: LetterTokens;
  private readonly emails: EmailVault;

  constructor(private readonly app: TestApp) {
    const key = (purpose: KeyPurpose) => deriveKey(app.masterSecret, purpose);
    this.tokens = new LetterTokens(key('letter-tokens'));
    this.emails = new EmailVault(new SealedBox(key('email-cipher')), key('email-lookup'));
  }

  /** Somebody wants to join; gives the token of their letter. */
  async registration(username: string, email: string): Promise<string> {
    const id = mintId();
    const { emailCipher, emailHash } = this.emails.seal(id, email);
    await this.sql(
      `INSERT INTO registrations (id, username, email_cipher, email_hash, password_hash, created_at, expires_at)
       VALUES ($1, $2, $3, $4, '$argon2id$none', now(), now() + '1 day')`,
      [id, username, emailCipher, emailHash],
    );
    return this.tokens.mint('registration', id);
  }

  /** Somebody wants another address; gives the token of the letter to it. */
  async emailChange(userId: UserId, email: string): Promise<string> {
    const id: Id = mintId();
    const { emailCipher, emailHash } = this.emails.seal(id, email);
    await this.sql(
      `INSERT INTO email_requests (id, purpose, user_id, email_cipher, email_hash, created_at, expires_at)
       VALUES ($1, 'CHANGE_EMAIL', $2, $3, $4, now(), now() + '1 day')`,
      [id, userId, emailCipher, emailHash],
    );
    return this.tokens.mint('email-change', id);
  }

  private async sql(statement: string, values: unknown[]): Promise<void> {
    await this.app.plaza.stores.postgres.dataSource.query(statement, values);
  }
}
