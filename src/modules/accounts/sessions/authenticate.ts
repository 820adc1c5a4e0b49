import type { SignedIn } from '../../../kernel/viewer.js';
import type { AccessTokens } from '../tokens/access-tokens.js';
import type { TokenOwner } from '../service-tokens/service-token.store.js';
import { looksLikeServiceToken, type ServiceTokens } from '../service-tokens/service-tokens.js';
import type { SessionMemory } from './session-memory.js';
import type { SessionUse } from './session-use.js';
import type { SessionFacts } from './session.facts.js';

export type Authenticate = (bearerToken: string) => Promise<SignedIn | null>;
/** Whom a websocket speaks for, and until when. */
export type AuthenticateSocket = (bearerToken: string) => Promise<{ readonly viewer: SignedIn; readonly expiresAt: Date } | null>;

export interface AuthenticateDeps {
  readonly accessTokens: AccessTokens;
  readonly serviceTokens: ServiceTokens;
  readonly sessions: SessionMemory;
  readonly uses: SessionUse;
}

/**
 * Who presents a token, a person's or a machine's. Null for one that is forged, too old, or whose session has ended: all
 * alike. Throws where Postgres is away.
 */
export function authenticate(deps: AuthenticateDeps): Authenticate {
  return async (token) => {
    const owner = await (looksLikeServiceToken(token) ? deps.serviceTokens.ownerOf(token) : deps.accessTokens.verify(token));
    const facts = owner && (await factsOf(deps, token, owner));
    return facts && viewerOf(owner, facts);
  };
}

/** The same for `connection_init`, where tokens that were made for websockets are good, too. */
export function authenticateSocket(deps: AuthenticateDeps): AuthenticateSocket {
  return async (token) => {
    const isMachines = looksLikeServiceToken(token);
    const found = isMachines ? null : await deps.accessTokens.verifyForSocket(token);
    const owner = isMachines ? await deps.serviceTokens.ownerOf(token) : found?.viewer;
    const facts = owner && (await factsOf(deps, token, owner));
    // A person's token ends before their session does; a machine's is its session.
    return facts ? { viewer: viewerOf(owner, facts), expiresAt: found?.expiresAt ?? facts.expiresAt } : null;
  };
}

/** Null where the session has ended, or is not of the token's kind. */
async function factsOf({ sessions, uses }: AuthenticateDeps, token: string, { sessionId }: TokenOwner): Promise<SessionFacts | null> {
  const facts = await sessions.factsOf(sessionId);
  if (!facts || (facts.role === 'SERVICE') !== looksLikeServiceToken(token)) return null;
  uses.note(sessionId);
  return facts;
}

const viewerOf = ({ userId, sessionId }: TokenOwner, { role, scopes }: SessionFacts): SignedIn => ({ userId, sessionId, role, ...(scopes && { scopes }) });
