import type { Clock } from '../../../kernel/clock.js';
import type { Commit } from '../../../kernel/commit.js';
import { mintId } from '../../../kernel/ids.js';
import type { MailQueue } from '../../../kernel/mail.js';
import type { Quota } from '../../../kernel/quota.js';
import { done, type Outcome, refuse, refused } from '../../../kernel/outcome.js';
import { networkOf } from '../../../platform/addresses.js';
import { checkUsername, type Profiles, readProfileInput } from '../../profiles/index.js';
import { checkEmail, checkPassword } from '../account.rules.js';
import type { Device } from '../sessions/device.js';
import type { EmailVault } from '../email-vault.js';
import type { PasswordStrength } from '../passwords/password-strength.js';
import type { Passwords } from '../passwords/passwords.js';
import type { RegistrationStore, Tx } from './registration.store.js';

export interface RegisterUserDeps {
  readonly profiles: Profiles;
  readonly registrations: RegistrationStore;
  readonly emails: EmailVault;
  readonly passwords: Passwords;
  readonly strength: PasswordStrength;
  readonly quota: Quota;
  readonly mails: MailQueue<Tx>;
  readonly commit: Commit<Tx>;
  readonly clock: Clock;
}

export interface RegisterUserRequest {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly displayName?: string | null;
}

export type RegisterUser = (input: RegisterUserRequest, device: Device) => Promise<Outcome<object>>;

/** For how long a letter of confirmation is good. */
export const CONFIRMATION_HOURS = 24;

/**
 * Somebody wants to join: what they said is kept until they confirm their address. Whether the address has an account already
 * is not asked here: work and answer are the same, and the letter, which only its owner reads, says so.
 */
export function registerUser({ profiles, registrations, emails, passwords, strength, quota, mails, commit, clock }: RegisterUserDeps): RegisterUser {
  return async (input, device) => {
    const { username, email, password } = input;
    const shown = readProfileInput({ displayName: input.displayName });
    const errors = [...checkUsername(username), ...checkEmail(email), ...checkPassword(password, 'password'), ...(shown.refused ?? [])];
    if (errors.length > 0) return refused(errors);
    const weaknesses = await strength.check(password, 'password', input);
    if (weaknesses.length > 0) return refused(weaknesses);
    if (await profiles.usernameTaken(username)) return refused([refuse('TAKEN', 'username', 'Somebody has this username.')]);

    await quota.take('signUps', networkOf(device.ipAddress ?? 'nowhere'));
    await quota.take('mails', emails.hashOf(email).toString('hex'));
    const passwordHash = await passwords.hash(password);
    const id = mintId();
    const createdAt = clock.now();
    const expiresAt = new Date(createdAt.getTime() + CONFIRMATION_HOURS * 3_600_000);
    await commit.run(async (tx) => {
      await registrations.insert(tx, { id, username, displayName: shown.done?.displayName ?? null, ...emails.seal(id, email), passwordHash, createdAt, expiresAt });
      await mails.enqueue(tx, { kind: 'registration', values: { registrationId: id } });
    });
    return done({});
  };
}
