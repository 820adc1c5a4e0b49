import type { Commit } from '../../../kernel/commit.js';
import type { SessionId, UserId } from '../../../kernel/ids.js';
import type { MailQueue } from '../../../kernel/mail.js';
import { done, type Outcome, refused } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import { signedIn, type Viewer } from '../../../kernel/viewer.js';
import { checkPassword } from '../account.rules.js';
import type { AccountStore, Tx } from '../account.store.js';
import type { Device } from '../sessions/device.js';
import type { EmailVault } from '../email-vault.js';
import { checkOwnPassword, wrongPassword } from './own-password.js';
import type { PasswordStrength } from './password-strength.js';
import type { PasswordAttempts } from './password-attempts.js';
import type { Passwords } from './passwords.js';
import type { SessionEndings } from '../sessions/session-endings.js';
import type { SessionStore } from '../sessions/session.store.js';

export interface ChangePasswordDeps {
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly emails: EmailVault;
  readonly passwords: Passwords;
  readonly attempts: PasswordAttempts;
  readonly strength: PasswordStrength;
  readonly endings: SessionEndings;
  readonly securityLog: SecurityLog<Tx>;
  readonly mails: MailQueue<Tx>;
  readonly commit: Commit<Tx>;
}

export interface ChangePasswordRequest {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly idempotencyKey?: string | null;
}

export type ChangePassword = (viewer: Viewer, input: ChangePasswordRequest, device: Device) => Promise<Outcome<{ readonly userId: UserId }>>;

const WRONG = wrongPassword('currentPassword');

/** The viewer takes another password. Whoever else was signed in as them, with the old one, no longer is. */
export function changePassword({ accounts, sessions, emails, passwords, attempts, strength, endings, mails, securityLog, commit }: ChangePasswordDeps): ChangePassword {
  return async (viewer, input, device) => {
    const me = signedIn(viewer);
    const errors = checkPassword(input.newPassword, 'newPassword');
    if (errors.length > 0) return refused(errors);
    const credentials = await checkOwnPassword({ accounts, passwords, attempts }, me.userId, input.currentPassword);
    if (credentials) {
      const weaknesses = await strength.check(input.newPassword, 'newPassword', { ...credentials, email: emails.open(me.userId, credentials.emailCipher) });
      if (weaknesses.length > 0) return refused(weaknesses);
    }
    const newHash = credentials && (await passwords.hash(input.newPassword));

    let ended: readonly SessionId[] = [];
    const outcome = await commit.once({ viewer: me, mutation: 'changePassword', input }, async (tx) => {
      if (!credentials || newHash === null) return WRONG;
      if (!(await accounts.replacePassword(tx, me.userId, credentials.passwordHash, newHash))) return WRONG;
      ended = await sessions.revokeAll(tx, me.userId, me.sessionId);
      await securityLog.record(tx, { kind: 'PASSWORD_CHANGED', userId: me.userId, actorId: me.userId, sessionId: me.sessionId, ...device });
      await mails.enqueue(tx, { kind: 'password-changed', values: { userId: me.userId } });
      return done({ userId: me.userId });
    });
    if (outcome.done) endings.tell(ended);
    return outcome;
  };
}
