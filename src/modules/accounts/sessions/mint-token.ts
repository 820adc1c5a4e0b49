import type { Commit } from '../../../kernel/commit.js';
import type { Profiles } from '../../profiles/index.js';
import { usernameKey } from '../../profiles/index.js';
import type { SignIn, Tokens } from './sign-in.js';
import type { Tx } from './session.store.js';

export type MintToken = (username: string) => Promise<Tokens | null>;

/** An operator signs in as somebody, for exploring: whoever can run commands beside the stores may. Null where nobody who is active has the name. */
export function mintToken(deps: { readonly profiles: Profiles; readonly signIn: SignIn; readonly commit: Commit<Tx> }): MintToken {
  return async (username) => {
    const userId = (await deps.profiles.userIdsByUsername([username])).get(usernameKey(username));
    if (!userId) return null;
    // Held until the commit: nobody slips in while they are kept out.
    const session = await deps.commit.run(async (tx) => ((await deps.profiles.statusIn(tx, userId)) === 'ACTIVE' ? deps.signIn.begin(tx, userId, { userAgent: 'npm run token', ipAddress: null }) : null));
    return session && deps.signIn.tokensOf(session);
  };
}
