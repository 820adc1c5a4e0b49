import type { Clock } from '../../../kernel/clock.js';
import type { Commit } from '../../../kernel/commit.js';
import type { SessionId } from '../../../kernel/ids.js';
import type { MailQueue } from '../../../kernel/mail.js';
import { done, type Outcome, refused } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import { checkPassword } from '../account.rules.js';
import type { AccountStore, Tx } from '../account.store.js';
import type { Device } from '../sessions/device.js';
import type { EmailRequestStore } from './email-request.store.js';
import type { EmailVault } from '../email-vault.js';
import { EXPIRED } from './expired.js';
import type { LetterTokens } from './letter-tokens.js';
import type { PasswordStrength } from '../passwords/password-strength.js';
import type { Passwords } from '../passwords/passwords.js';
import type { SessionEndings } from '../sessions/session-endings.js';
import type { SessionStore } from '../sessions/session.store.js';

export interface ResetPasswordDeps {
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly emailRequests: EmailRequestStore;
  readonly emails: EmailVault;
  readonly letterTokens: LetterTokens;
  readonly passwords: Passwords;
  readonly strength: PasswordStrength;
  readonly endings: SessionEndings;
  readonly mails: MailQueue<Tx>;
  readonly securityLog: SecurityLog<Tx>;
  readonly commit: Commit<Tx>;
  readonly clock: Clock;
}

export interface ResetPasswordRequest {
  readonly token: string;
  readonly newPassword: string;
}

export type ResetPassword = (input: ResetPasswordRequest, device: Device) => Promise<Outcome<object>>;

/**
 * Whoever has the letter sets another password. All sessions end, since one of them may be why; and the address is told. It
 * signs nobody in: what keeps an account closed stays as it is.
 */
export function resetPassword(deps: ResetPasswordDeps): ResetPassword {
  const { accounts, sessions, emailRequests, emails, letterTokens, passwords, strength, endings, mails, securityLog, commit, clock } = deps;
  return async ({ token, newPassword }, device) => {
    const errors = checkPassword(newPassword, 'newPassword');
    if (errors.length > 0) return refused(errors);
    const id = letterTokens.read('password-reset', token);
    const request = id && (await emailRequests.byId('RESET_PASSWORD', id, clock.now()));
    const account = request && (await accounts.credentialsByEmail(request.emailHash));
    if (!account) return refused([EXPIRED]);
    const weaknesses = await strength.check(newPassword, 'newPassword', { ...account, email: emails.open(account.userId, account.emailCipher) });
    if (weaknesses.length > 0) return refused(weaknesses);

    const { userId } = account;
    const passwordHash = await passwords.hash(newPassword);
    const ended = await commit.run(async (tx): Promise<readonly SessionId[] | null> => {
      if (!(await emailRequests.take(tx, 'RESET_PASSWORD', request.id, clock.now()))) return null;
      if (!(await accounts.setPassword(tx, userId, request.emailHash, passwordHash))) return null;
      await emailRequests.forget(tx, 'RESET_PASSWORD', request.emailHash);
      await mails.enqueue(tx, { kind: 'password-changed', values: { userId } });
      await securityLog.record(tx, { kind: 'PASSWORD_RESET', userId, actorId: null, ...device });
      return sessions.revokeAll(tx, userId, null);
    });
    if (!ended) return refused([EXPIRED]);
    endings.tell(ended);
    return done({});
  };
}
