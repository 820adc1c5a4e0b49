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

export interface LeaveDeps {
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

export interface LeaveRequest {
  readonly password: string;
  readonly idempotencyKey?: string | null;
}

export type LeaveAccount = (viewer: Viewer, input: LeaveRequest, device: Device) => Promise<Outcome<{ readonly userId: UserId }>>;

/** The viewer rests: they and all of theirs are absent until they come back. */
export function deactivateAccount(deps: LeaveDeps): LeaveAccount {
  const mark: Mark = (tx, userId, passwordHash) => deps.accounts.hasPassword(tx, userId, passwordHash);
  return leave(deps, { mutation: 'deactivateAccount', mark, state: 'deactivated', kind: 'ACCOUNT_DEACTIVATED', letter: 'account-deactivated' });
}

/**
 * The viewer leaves: from the commit on they and all of theirs are absent. After the grace period, in which they may think
 * better of it, `AccountDeletion` removes it, step by step.
 */
export function deleteAccount(deps: LeaveDeps): LeaveAccount {
  const mark: Mark = (tx, userId, passwordHash) => deps.accounts.markDeleting(tx, userId, passwordHash);
  return leave(deps, { mutation: 'deleteAccount', mark, state: 'deleting', kind: 'ACCOUNT_DELETION_REQUESTED', letter: 'account-deletion' });
}

/** Marks the account itself; false where its password is another by now. */
type Mark = (tx: Tx, userId: UserId, passwordHash: string) => Promise<boolean>;

interface Leaving {
  readonly mutation: string;
  readonly mark: Mark;
  readonly state: 'deactivated' | 'deleting';
  readonly kind: 'ACCOUNT_DEACTIVATED' | 'ACCOUNT_DELETION_REQUESTED';
  readonly letter: string;
}

function leave(deps: LeaveDeps, { mutation, mark, state, kind, letter }: Leaving): LeaveAccount {
  const { profiles, sessions, endings, mails, securityLog, commit, announcer, clock } = deps;
  return async (viewer, input, device) => {
    const me = signedIn(viewer);
    const credentials = await checkOwnPassword(deps, me.userId, input.password);

    let ended: readonly SessionId[] = [];
    const outcome = await commit.once({ viewer: me, mutation, input }, async (tx) => {
      if (!credentials || !(await mark(tx, me.userId, credentials.passwordHash))) return wrongPassword('password');
      await profiles.setState(tx, me.userId, state, true);
      ended = await sessions.revokeAll(tx, me.userId, null);
      await announcer.announce(tx, personHidden(me.userId, me.userId, clock.now()));
      await securityLog.record(tx, { kind, userId: me.userId, actorId: me.userId, sessionId: me.sessionId, ...device });
      await mails.enqueue(tx, { kind: letter, values: { userId: me.userId } });
      return done({ userId: me.userId });
    });
    if (outcome.done) endings.tell(ended);
    return outcome;
  };
}
