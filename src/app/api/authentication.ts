import type { FastifyReply, FastifyRequest } from 'fastify';
import { ANONYMOUS, type SignedIn, type Viewer } from '../../kernel/viewer.js';
import { isStoreAway } from '../../platform/away.js';

/** Reads an access token; null for one that is dead or forged, all alike. */
export type Authenticate = (token: string) => Promise<SignedIn | null>;

declare module 'fastify' {
  interface FastifyRequest {
    viewer: Viewer;
  }
}

/** The same bytes for every token that is not accepted, whatever is wrong with it. */
export const DEAD_TOKEN = JSON.stringify({
  errors: [{ message: 'The access token is not valid.', extensions: { code: 'UNAUTHENTICATED' } }],
});

const AWAY = JSON.stringify({
  errors: [{ message: 'This is away for the moment; try again.', extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 } }],
});

/** Longer than any token of ours; what is longer is not read. */
const MAX_TOKEN_LENGTH = 4_096;

/** A hook: sets `request.viewer`, or ends the whole request with 401 where a token is presented that is not accepted. */
export function authenticateBy(authenticate: Authenticate) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const header = request.headers.authorization;
    // A header without a value presents no token; websockets see it the same way.
    if (!header) {
      request.viewer = ANONYMOUS;
      return;
    }
    const token = /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(header.slice(0, MAX_TOKEN_LENGTH))?.[1];
    try {
      const viewer = token ? await authenticate(token) : null;
      if (viewer) {
        request.viewer = viewer;
        return;
      }
    } catch (error) {
      if (!isStoreAway(error)) throw error;
      await reply.code(503).header('retry-after', '1').type('application/json; charset=utf-8').send(AWAY);
      return;
    }
    await reply.code(401).header('www-authenticate', 'Bearer').type('application/json; charset=utf-8').send(DEAD_TOKEN);
  };
}
