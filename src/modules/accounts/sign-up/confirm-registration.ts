import type { Clock } from '../../../kernel/clock.js';
import type { Commit } from '../../../kernel/commit.js';
import { done, type Outcome, refuse, refused, type UserError } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import { checkUsername, type Profiles } from '../../profiles/index.js';
import type { AccountStore } from '../account.store.js';
import type { Device } from '../sessions/device.js';
import { EXPIRED } from '../recovery/expired.js';
import type { LetterTokens } from '../recovery/letter-tokens.js';
import type { RegistrationStore, Tx } from './registration.store.js';
import type { OpenSession, SignIn, Tokens } from '../sessions/sign-in.js';

export interface ConfirmRegistrationDeps {
  readonly profiles: Profiles;
  readonly accounts: AccountStore;
  readonly registrations: RegistrationStore;
  readonly letterTokens: LetterTokens;
  readonly signIn: SignIn;
  readonly securityLog: SecurityLog<Tx>;
  readonly commit: Commit<Tx>;
  readonly clock: Clock;
}

export interface ConfirmRegistrationRequest {
  readonly token: string;
  /** Instead of the one that was asked for, where somebody else has that by now. */
  readonly username?: string | null;
}

export type ConfirmRegistration = (input: ConfirmRegistrationRequest, device: Device) => Promise<Outcome<Tokens>>;

/**
 * Somebody has their letter, and joins: a profile, an account and a first session come to be together, or none of them. Where
 * it is refused for the username, the same token may come again with another.
 */
export function confirmRegistration(deps: ConfirmRegistrationDeps): ConfirmRegistration {
  const { profiles, accounts, registrations, letterTokens, signIn, securityLog, commit, clock } = deps;

  const join = async (tx: Tx, { token, username }: ConfirmRegistrationRequest, device: Device): Promise<OpenSession> => {
    const now = clock.now();
    const id = letterTokens.read('registration', token);
    const registration = id && (await registrations.take(tx, id, now));
    if (!registration) throw new Refused([EXPIRED]);
    const profile = { userId: registration.id, username: username ?? registration.username, displayName: registration.displayName, createdAt: now };
    if (!(await profiles.create(tx, profile))) throw new Refused([refuse('TAKEN', 'username', 'Somebody has this username by now; choose another.')]);
    const account = { ...registration, userId: registration.id, createdAt: now };
    if (!(await accounts.insert(tx, account))) throw new Refused([refuse('TAKEN', null, 'There is an account with this address already: sign in with it.')]);
    await registrations.forget(tx, registration.emailHash);
    await securityLog.record(tx, { kind: 'REGISTERED', userId: registration.id, actorId: registration.id, ...device });
    return signIn.begin(tx, registration.id, device);
  };

  return async (input, device) => {
    const errors = input.username == null ? [] : checkUsername(input.username);
    if (errors.length > 0) return refused(errors);
    try {
      return done(await signIn.tokensOf(await commit.run((tx) => join(tx, input, device))));
    } catch (error) {
      if (error instanceof Refused) return refused(error.errors);
      throw error;
    }
  };
}

/** Takes the refusal out of the transaction, which must leave nothing behind. */
class Refused extends Error {
  constructor(readonly errors: readonly UserError[]) {
    super('refused');
  }
}
