import type { SignedIn } from '../../kernel/viewer.js';
import type { AccessTokens } from './access-tokens.js';
import type { SessionMemory } from './session-memory.js';
import type { SessionUse } from './session-use.js';

export type Authenticate = (bearerToken: string) => Promise<SignedIn | null>;
/** Whom a websocket speaks for, and until when. */
export type AuthenticateSocket = (bearerToken: string) => Promise<{ readonly viewer: SignedIn; readonly expiresAt: Date } | null>;

/** Who presents a token. Null for one that is forged, too old, or whose session has ended: all alike. Throws where Postgres is away. */
export function authenticate(tokens: AccessTokens, sessions: SessionMemory, uses: SessionUse): Authenticate {
  return async (bearerToken) => {
    const viewer = await tokens.verify(bearerToken);
    return viewer && withFacts(viewer, sessions, uses);
  };
}

/** The same for `connection_init`, where tokens that were made for websockets are good, too. */
export function authenticateSocket(tokens: AccessTokens, sessions: SessionMemory, uses: SessionUse): AuthenticateSocket {
  return async (bearerToken) => {
    const found = await tokens.verifyForSocket(bearerToken);
    const viewer = found && (await withFacts(found.viewer, sessions, uses));
    return viewer && { viewer, expiresAt: found.expiresAt };
  };
}

async function withFacts({ userId, sessionId }: SignedIn, sessions: SessionMemory, uses: SessionUse): Promise<SignedIn | null> {
  const facts = await sessions.factsOf(sessionId);
  if (!facts) return null;
  uses.note(sessionId);
  return { userId, sessionId, role: facts.role, ...(facts.scopes && { scopes: facts.scopes }) };
}
