import type { Commit } from '../../kernel/commit.js';
import type { UserId } from '../../kernel/ids.js';
import { done, type Outcome, refuse, refused } from '../../kernel/outcome.js';
import type { SecurityLog } from '../../kernel/security-log.js';
import type { Log } from '../../platform/telemetry/log.js';
import { isUsername, usernameKey } from '../profiles/index.js';
import { checkEmail, mayBePassword } from './account.rules.js';
import type { AccountStore, Credentials, Tx } from './account.store.js';
import type { Device } from './device.js';
import type { EmailVault } from './email-vault.js';
import type { Passwords } from './passwords.js';

export interface IdentifyDeps {
  readonly accounts: AccountStore;
  readonly emails: EmailVault;
  readonly passwords: Passwords;
  readonly securityLog: SecurityLog<Tx>;
  readonly commit: Commit<Tx>;
  readonly log: Log;
}

export interface NameAndPassword {
  readonly usernameOrEmail: string;
  readonly password: string;
}

export type Identify = (input: NameAndPassword, device: Device) => Promise<Outcome<Credentials>>;

export const WRONG_CREDENTIALS = refused([refuse('WRONG_CREDENTIALS', null, 'The name or the password is wrong.')]);

/**
 * Whose name and password these are, in whatever state the account is. Who is not there and who has another password get one
 * answer, after the same work. A hash that was made at another cost is made anew, now that the password is at hand.
 */
export function identify({ accounts, emails, passwords, securityLog, commit, log }: IdentifyDeps): Identify {
  const find = async (name: string): Promise<Credentials | null> => {
    if (isUsername(name)) return accounts.credentialsByUsername(usernameKey(name));
    return checkEmail(name).length === 0 ? accounts.credentialsByEmail(emails.hashOf(name)) : null;
  };

  const hashAnew = async (known: Credentials, password: string): Promise<Credentials> => {
    const passwordHash = await passwords.hash(password);
    const replaced = await commit.run((tx) => accounts.replacePassword(tx, known.userId, known.passwordHash, passwordHash));
    return replaced ? { ...known, passwordHash } : known;
  };

  /** Nobody waits for it: how long the answer takes must not tell whether there is an account. */
  const recordFailure = (userId: UserId, { userAgent, ipAddress }: Device): void => {
    commit
      .run((tx) => securityLog.record(tx, { kind: 'SIGN_IN_FAILED', userId, actorId: null, userAgent, ipAddress }))
      .catch((error: unknown) => log.warn({ err: error, userId }, 'A failed sign-in could not be written down.'));
  };

  return async ({ usernameOrEmail, password }, device) => {
    const known = await find(usernameOrEmail);
    const right = mayBePassword(password)
      ? await passwords.verify(known?.passwordHash ?? null, password)
      : await passwords.verify(null, 'anything');
    if (!known || !right) {
      if (known) recordFailure(known.userId, device);
      return WRONG_CREDENTIALS;
    }
    return done(passwords.isOutdated(known.passwordHash) ? await hashAnew(known, password) : known);
  };
}
