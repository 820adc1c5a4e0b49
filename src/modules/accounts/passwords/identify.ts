import type { Commit } from '../../../kernel/commit.js';
import type { UserId } from '../../../kernel/ids.js';
import { done, type Outcome, refuse, refused } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import { networkOf } from '../../../platform/addresses.js';
import type { Log } from '../../../platform/telemetry/log.js';
import { isUsername, usernameKey } from '../../profiles/index.js';
import { checkEmail, emailKey, mayBePassword } from '../account.rules.js';
import type { AccountStore, Credentials, Tx } from '../account.store.js';
import type { Device } from '../sessions/device.js';
import type { EmailVault } from '../email-vault.js';
import { deviceTokenHash, type KnownDeviceStore } from '../sessions/known-device.store.js';
import type { PasswordAttempts } from './password-attempts.js';
import type { Passwords } from './passwords.js';

export interface IdentifyDeps {
  readonly accounts: AccountStore;
  readonly emails: EmailVault;
  readonly passwords: Passwords;
  readonly securityLog: SecurityLog<Tx>;
  readonly devices: KnownDeviceStore;
  readonly attempts: PasswordAttempts;
  readonly commit: Commit<Tx>;
  readonly log: Log;
}

export interface NameAndPassword {
  readonly usernameOrEmail: string;
  readonly password: string;
  readonly deviceToken?: string | null;
}

export type Identify = (input: NameAndPassword, device: Device) => Promise<Outcome<Credentials>>;

/** One for all ways to write it. */
const nameOf = (name: string): string => (isUsername(name) ? usernameKey(name) : emailKey(name).slice(0, 254));

export const WRONG_CREDENTIALS = refused([refuse('WRONG_CREDENTIALS', null, 'The name or the password is wrong.')]);

/**
 * Whose name and password these are, in whatever state the account is. Who is not there and who has another password get one
 * answer, after the same work. A hash that was made at another cost is made anew, now that the password is at hand.
 */
export function identify({ accounts, emails, passwords, devices, attempts, securityLog, commit, log }: IdentifyDeps): Identify {
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

  /** Asked of whatever is presented, whoever is there: what is known must not show in the time that it takes. */
  const knownDevice = async (token: string | null | undefined, known: Credentials | null): Promise<Buffer | null> => {
    const hash = deviceTokenHash(token);
    const owner = hash && (await devices.ownerOf(hash));
    return owner && owner === known?.userId ? hash : null;
  };

  return async ({ usernameOrEmail, password, deviceToken }, device) => {
    const known = await find(usernameOrEmail);
    const attempt = { name: nameOf(usernameOrEmail), network: networkOf(device.ipAddress ?? 'nowhere'), device: await knownDevice(deviceToken, known) };
    const right = await attempts.during(attempt, () =>
      mayBePassword(password) ? passwords.verify(known?.passwordHash ?? null, password) : passwords.verify(null, 'anything'),
    );
    if (!known || !right) {
      if (known) recordFailure(known.userId, device);
      return WRONG_CREDENTIALS;
    }
    return done(passwords.isOutdated(known.passwordHash) ? await hashAnew(known, password) : known);
  };
}
