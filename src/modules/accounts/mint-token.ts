import type { Commit } from '../../kernel/commit.js';
import type { Profiles } from '../profiles/index.js';
import { usernameKey } from '../profiles/index.js';
import type { SignIn, Tokens } from './sign-in.js';
import type { Tx } from './session.store.js';

export type MintToken = (username: string) => Promise<Tokens | null>;

/** An operator signs in as somebody, for exploring: whoever can run commands beside the stores may. Null where nobody has the name. */
export function mintToken(deps: { readonly profiles: Profiles; readonly signIn: SignIn; readonly commit: Commit<Tx> }): MintToken {
  return async (username) => {
    const userId = (await deps.profiles.userIdsByUsername([username])).get(usernameKey(username));
    if (!userId) return null;
    const session = await deps.commit.run((tx) => deps.signIn.begin(tx, userId, { userAgent: 'npm run token', ipAddress: null }));
    return deps.signIn.tokensOf(session);
  };
}
