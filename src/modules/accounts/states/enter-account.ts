import { done, type Outcome, refused } from '../../../kernel/outcome.js';
import { refusalOf } from './account-state.js';
import type { AccountStore, Credentials, Tx } from '../account.store.js';
import type { SignInDevice } from '../sessions/device.js';
import { WRONG_CREDENTIALS } from '../passwords/identify.js';
import type { OpenSession, SignIn } from '../sessions/sign-in.js';

export interface EnterAccountDeps {
  readonly accounts: AccountStore;
  readonly signIn: SignIn;
}

/**
 * Begins a session for somebody who has given their password. State and password are held until the commit: nobody slips in
 * while the account is closed, or its password taken away.
 */
export async function enterAccount({ accounts, signIn }: EnterAccountDeps, tx: Tx, known: Credentials, device: SignInDevice): Promise<Outcome<OpenSession>> {
  const now = await accounts.holdForSignIn(tx, known.userId);
  if (now?.passwordHash !== known.passwordHash) return WRONG_CREDENTIALS;
  const refusal = refusalOf(now.status);
  return refusal ? refused([refusal]) : done(await signIn.begin(tx, known.userId, device));
}
