import type { Commit } from '../../../kernel/commit.js';
import { done, type Outcome } from '../../../kernel/outcome.js';
import type { AccountStore, Tx } from '../account.store.js';
import type { Device } from './device.js';
import { enterAccount } from '../states/enter-account.js';
import type { Identify, NameAndPassword } from '../passwords/identify.js';
import type { SignIn, Tokens } from './sign-in.js';

export interface LoginDeps {
  readonly identify: Identify;
  readonly accounts: AccountStore;
  readonly signIn: SignIn;
  readonly commit: Commit<Tx>;
}

export type Login = (input: NameAndPassword, device: Device) => Promise<Outcome<Tokens>>;

/** Somebody signs in. What keeps an account from being used is told to those alone who have its password. */
export function login({ identify, accounts, signIn, commit }: LoginDeps): Login {
  return async (input, device) => {
    const known = await identify(input, device);
    if (known.refused) return known;
    const session = await commit.run((tx) => enterAccount({ accounts, signIn }, tx, known.done, { ...device, deviceToken: input.deviceToken ?? null }));
    return session.refused ? session : done(await signIn.tokensOf(session.done));
  };
}
