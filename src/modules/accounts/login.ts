import type { Commit } from '../../kernel/commit.js';
import { done, type Outcome, refuse, refused } from '../../kernel/outcome.js';
import { isUsername, usernameKey } from '../profiles/index.js';
import { checkEmail, mayBePassword } from './account.rules.js';
import type { AccountStore, Credentials, Tx } from './account.store.js';
import type { EmailVault } from './email-vault.js';
import type { Passwords } from './passwords.js';
import type { Device, SignIn, Tokens } from './sign-in.js';

export interface LoginDeps {
  readonly accounts: AccountStore;
  readonly emails: EmailVault;
  readonly passwords: Passwords;
  readonly signIn: SignIn;
  readonly commit: Commit<Tx>;
}

export interface LoginRequest {
  readonly usernameOrEmail: string;
  readonly password: string;
}

export type Login = (input: LoginRequest, device: Device) => Promise<Outcome<Tokens>>;

/** Somebody signs in. Who is not there, is leaving, or has another password gets one answer, after the same work. */
export function login({ accounts, emails, passwords, signIn, commit }: LoginDeps): Login {
  const find = async (name: string): Promise<Credentials | null> => {
    if (isUsername(name)) return accounts.credentialsByUsername(usernameKey(name));
    return checkEmail(name).length === 0 ? accounts.credentialsByEmail(emails.hashOf(name)) : null;
  };

  return async ({ usernameOrEmail, password }, device) => {
    const known = await find(usernameOrEmail);
    const right = mayBePassword(password)
      ? await passwords.verify(known?.passwordHash ?? null, password)
      : await passwords.verify(null, 'anything');
    if (!known || !right) return refused([refuse('WRONG_CREDENTIALS', null, 'The name or the password is wrong.')]);

    const session = await commit.run((tx) => signIn.begin(tx, known.userId, device));
    return done(await signIn.tokensOf(session));
  };
}
