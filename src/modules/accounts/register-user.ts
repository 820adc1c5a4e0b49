import type { Clock } from '../../kernel/clock.js';
import type { Commit } from '../../kernel/commit.js';
import { mintId } from '../../kernel/ids.js';
import type { Quota } from '../../kernel/quota.js';
import { done, type Outcome, refuse, refused, type UserError } from '../../kernel/outcome.js';
import type { SecurityLog } from '../../kernel/security-log.js';
import { networkOf } from '../../platform/addresses.js';
import { checkUsername, type Profiles, readProfileInput } from '../profiles/index.js';
import { checkEmail, checkPassword } from './account.rules.js';
import type { AccountStore, Tx } from './account.store.js';
import type { Device } from './device.js';
import type { EmailVault } from './email-vault.js';
import type { PasswordStrength } from './password-strength.js';
import type { Passwords } from './passwords.js';
import type { SignIn, Tokens } from './sign-in.js';

export interface RegisterUserDeps {
  readonly profiles: Profiles;
  readonly accounts: AccountStore;
  readonly emails: EmailVault;
  readonly passwords: Passwords;
  readonly quota: Quota;
  readonly strength: PasswordStrength;
  readonly signIn: SignIn;
  readonly securityLog: SecurityLog<Tx>;
  readonly commit: Commit<Tx>;
  readonly clock: Clock;
}

export interface Registration {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly displayName?: string | null;
}

export type RegisterUser = (input: Registration, device: Device) => Promise<Outcome<Tokens>>;

/** Somebody joins: a profile, an account and a first session come to be together, or none of them. */
export function registerUser({ profiles, accounts, emails, passwords, quota, strength, signIn, securityLog, commit, clock }: RegisterUserDeps): RegisterUser {
  return async (input, device) => {
    const { username, email, password } = input;
    const shown = readProfileInput({ displayName: input.displayName });
    const errors = [
      ...checkUsername(username),
      ...checkEmail(email),
      ...checkPassword(password, 'password'),
      ...(shown.refused ?? []),
    ];
    if (errors.length > 0) return refused(errors);
    const weaknesses = await strength.check(password, 'password', input);
    if (weaknesses.length > 0) return refused(weaknesses);

    await quota.take('signUps', networkOf(device.ipAddress ?? 'nowhere'));
    const passwordHash = await passwords.hash(password);
    const userId = mintId();
    const createdAt = clock.now();
    try {
      const session = await commit.run(async (tx) => {
        const profile = { userId, username, displayName: shown.done?.displayName ?? null, createdAt };
        if (!(await profiles.create(tx, profile))) throw new Taken(refuse('TAKEN', 'username', 'Somebody has this username.'));
        const account = { userId, ...emails.seal(userId, email), passwordHash, createdAt };
        if (!(await accounts.insert(tx, account))) throw new Taken(refuse('TAKEN', 'email', 'There is an account with this address.'));
        await securityLog.record(tx, { kind: 'REGISTERED', userId, actorId: userId, ...device });
        return signIn.begin(tx, userId, { ...device, deviceToken: null });
      });
      return done(await signIn.tokensOf(session));
    } catch (error) {
      if (error instanceof Taken) return refused([error.refusal]);
      throw error;
    }
  };
}

/** Takes the refusal out of the transaction, which must leave nothing behind. */
class Taken extends Error {
  constructor(readonly refusal: UserError) {
    super('taken');
  }
}
