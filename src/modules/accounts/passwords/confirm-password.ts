import type { Clock } from '../../../kernel/clock.js';
import type { Commit } from '../../../kernel/commit.js';
import { done, type Outcome, refuse, refused } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import { signedIn, type Viewer } from '../../../kernel/viewer.js';
import { mayBePassword } from '../account.rules.js';
import type { AccountStore, Tx } from '../account.store.js';
import type { Device } from '../sessions/device.js';
import { FRESH_MS } from './fresh-password.js';
import type { PasswordAttempts } from './password-attempts.js';
import type { Passwords } from './passwords.js';
import type { SessionStore } from '../sessions/session.store.js';

export interface ConfirmPasswordDeps {
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly passwords: Passwords;
  readonly securityLog: SecurityLog<Tx>;
  readonly attempts: PasswordAttempts;
  readonly commit: Commit<Tx>;
  readonly clock: Clock;
}

export type ConfirmPassword = (viewer: Viewer, input: { readonly password: string }, device: Device) => Promise<Outcome<{ readonly freshUntil: Date }>>;

/** The viewer gives the password once more: for five minutes this session, and no other, may do what is sensitive. */
export function confirmPassword({ accounts, sessions, passwords, attempts, securityLog, commit, clock }: ConfirmPasswordDeps): ConfirmPassword {
  return async (viewer, input, device) => {
    const me = signedIn(viewer);
    const credentials = await accounts.credentialsOf(me.userId);
    const right = await attempts.ofViewer(me.userId, async () => mayBePassword(input.password) && (await passwords.verify(credentials?.passwordHash ?? null, input.password)));
    if (!right) return refused([refuse('WRONG_PASSWORD', 'password', 'This is not your password.')]);

    const now = clock.now();
    await commit.run(async (tx) => {
      await sessions.markAuthenticated(tx, me.sessionId, now);
      await securityLog.record(tx, { kind: 'PASSWORD_CONFIRMED', userId: me.userId, actorId: me.userId, sessionId: me.sessionId, ...device });
    });
    return done({ freshUntil: new Date(now.getTime() + FRESH_MS) });
  };
}
