import type { SignedIn } from '../../kernel/viewer.js';
import type { AccessTokens } from './access-tokens.js';
import type { SessionMemory } from './session-memory.js';
import type { SessionUse } from './session-use.js';

export type Authenticate = (bearerToken: string) => Promise<SignedIn | null>;

/** Who presents a token. Null for one that is forged, too old, or whose session has ended: all alike. Throws where Postgres is away. */
export function authenticate(tokens: AccessTokens, sessions: SessionMemory, uses: SessionUse): Authenticate {
  return async (bearerToken) => {
    const viewer = await tokens.verify(bearerToken);
    const facts = viewer && (await sessions.factsOf(viewer.sessionId));
    if (!facts) return null;
    uses.note(viewer.sessionId);
    return { userId: viewer.userId, sessionId: viewer.sessionId, role: facts.role, ...(facts.scopes && { scopes: facts.scopes }) };
  };
}
