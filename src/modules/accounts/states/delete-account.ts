import type { Clock } from '../../../kernel/clock.js';
import type { Announcer, Commit } from '../../../kernel/commit.js';
import type { SessionId, UserId } from '../../../kernel/ids.js';
import type { MailQueue } from '../../../kernel/mail.js';
import { done, type Outcome } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import { signedIn, type Viewer } from '../../../kernel/viewer.js';
import { personHidden, type Profiles } from '../../profiles/index.js';
import type { AccountStore, Tx } from '../account.store.js';
import type { Device } from '../sessions/device.js';
import { checkOwnPassword, wrongPassword } from '../passwords/own-password.js';
import type { PasswordAttempts } from '../passwords/password-attempts.js';
import type { Passwords } from '../passwords/passwords.js';
import type { SessionEndings } from '../sessions/session-endings.js';
import type { SessionStore } from '../sessions/session.store.js';

export interface DeleteAccountDeps {
  readonly profiles: Profiles;
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly passwords: Passwords;
  readonly attempts: PasswordAttempts;
  readonly endings: SessionEndings;
  readonly securityLog: SecurityLog<Tx>;
  readonly mails: MailQueue<Tx>;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly clock: Clock;
}

export interface DeleteAccountRequest {
  readonly password: string;
  readonly idempotencyKey?: string | null;
}

export type DeleteAccount = (viewer: Viewer, input: DeleteAccountRequest, device: Device) => Promise<Outcome<{ readonly userId: UserId }>>;

/**
 * The viewer leaves: from the commit on they and all of theirs are absent. After the grace period, in which they may think
 * better of it, `AccountDeletion` removes it, step by step.
 */
export function deleteAccount(deps: DeleteAccountDeps): DeleteAccount {
  const { profiles, accounts, sessions, endings, mails, securityLog, commit, announcer, clock } = deps;
  return async (viewer, input, device) => {
    const me = signedIn(viewer);
    const credentials = await checkOwnPassword(deps, me.userId, input.password);

    let ended: readonly SessionId[] = [];
    const outcome = await commit.once({ viewer: me, mutation: 'deleteAccount', input }, async (tx) => {
      if (!credentials || !(await accounts.markDeleting(tx, me.userId, credentials.passwordHash))) return wrongPassword('password');
      await profiles.setState(tx, me.userId, 'deleting', true);
      ended = await sessions.revokeAll(tx, me.userId, null);
      await announcer.announce(tx, personHidden(me.userId, me.userId, clock.now()));
      await securityLog.record(tx, { kind: 'ACCOUNT_DELETION_REQUESTED', userId: me.userId, actorId: me.userId, sessionId: me.sessionId, ...device });
      await mails.enqueue(tx, { kind: 'account-deletion', values: { userId: me.userId } });
      return done({ userId: me.userId });
    });
    if (outcome.done) endings.tell(ended);
    return outcome;
  };
}
