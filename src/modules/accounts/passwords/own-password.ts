import type { UserId } from '../../../kernel/ids.js';
import { refuse, refused } from '../../../kernel/outcome.js';
import { mayBePassword } from '../account.rules.js';
import type { AccountStore, Credentials } from '../account.store.js';
import type { PasswordAttempts } from './password-attempts.js';
import type { Passwords } from './passwords.js';

export interface OwnPasswordDeps {
  readonly accounts: AccountStore;
  readonly passwords: Passwords;
  readonly attempts: PasswordAttempts;
}

/**
 * The credentials of somebody who is signed in and gives their password once more; null where it is another's. Hashing takes
 * long: it is done before any transaction, which then only checks that the password is still the same.
 */
export async function checkOwnPassword({ accounts, passwords, attempts }: OwnPasswordDeps, userId: UserId, password: string): Promise<Credentials | null> {
  const credentials = await accounts.credentialsOf(userId);
  const right = await attempts.ofViewer(userId, async () => mayBePassword(password) && (await passwords.verify(credentials?.passwordHash ?? null, password)));
  return right ? credentials : null;
}

export const wrongPassword = (field: string) => refused([refuse('WRONG_PASSWORD', field, 'This is not your password.')]);
