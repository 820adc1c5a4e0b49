import type { Commit } from '../../kernel/commit.js';
import { done, type Outcome, refused } from '../../kernel/outcome.js';
import { refusalOf } from './account-state.js';
import type { Tx } from './account.store.js';
import type { Identify, NameAndPassword } from './identify.js';
import type { Device, SignIn, Tokens } from './sign-in.js';

export interface LoginDeps {
  readonly identify: Identify;
  readonly signIn: SignIn;
  readonly commit: Commit<Tx>;
}

export type Login = (input: NameAndPassword, device: Device) => Promise<Outcome<Tokens>>;

/** Somebody signs in. What keeps an account from being used is told to those alone who have its password. */
export function login({ identify, signIn, commit }: LoginDeps): Login {
  return async (input, device) => {
    const known = await identify(input);
    if (known.refused) return known;
    const { userId, status } = known.done;
    const refusal = refusalOf(status);
    if (refusal) return refused([refusal]);
    const session = await commit.run((tx) => signIn.begin(tx, userId, device));
    return done(await signIn.tokensOf(session));
  };
}
