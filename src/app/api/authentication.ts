import type { FastifyReply, FastifyRequest } from 'fastify';
import { ANONYMOUS, type SignedIn, type Viewer } from '../../kernel/viewer.js';
import { isStoreAway } from '../../platform/away.js';
import { accessCookieOf, forgetAccessCookie, isFromOurPages, wantsCookies } from './token-cookies.js';
import { hasTokenInUrl } from './tokens-in-urls.js';

/** Reads an access token; null for one that is dead or forged, all alike. */
export type Authenticate = (token: string) => Promise<SignedIn | null>;

declare module 'fastify' {
  interface FastifyRequest {
    viewer: Viewer;
    /** Whether a cookie says who asks. */
    isByCookie: boolean;
  }
}

/** The same bytes for every token that is not accepted, whatever is wrong with it. */
export const DEAD_TOKEN = JSON.stringify({
  errors: [{ message: 'The access token is not valid.', extensions: { code: 'UNAUTHENTICATED' } }],
});

const AWAY = JSON.stringify({
  errors: [{ message: 'This is away for the moment; try again.', extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 } }],
});

const NOT_OURS = JSON.stringify({
  errors: [{ message: 'Cookies sign requests from known origins alone, with the header `x-plaza-csrf: 1`.', extensions: { code: 'FORBIDDEN', reason: 'CSRF' } }],
});

const TOKEN_IN_URL = JSON.stringify({
  errors: [{ message: 'Tokens do not belong into addresses: use the header `Authorization`.', extensions: { code: 'BAD_USER_INPUT' } }],
});

const TOKEN = /^[A-Za-z0-9._~+/=-]{1,4096}$/;
/** Longer than any token of ours; what is longer is not read. */
const MAX_TOKEN_LENGTH = 4_096;

/**
 * A hook: sets `request.viewer`, or ends the whole request: with 401 where a token is presented that is not accepted, with 403
 * where a cookie is, or is asked for, and the request could come from another site. A header goes before a cookie.
 */
export function authenticateBy(authenticate: Authenticate, origins: readonly string[]) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (hasTokenInUrl(request.url)) return end(reply, 400, TOKEN_IN_URL);
    const header = request.headers.authorization;
    const isOurs = isFromOurPages(request, origins);
    if (wantsCookies(request) && !isOurs) return end(reply, 403, NOT_OURS);
    // A header without a value presents no token; websockets see it the same way.
    if (header) return present(/^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(header.slice(0, MAX_TOKEN_LENGTH))?.[1], request, reply);

    const cookie = accessCookieOf(request);
    request.viewer = ANONYMOUS;
    if (cookie === null) return;
    if (isOurs) {
      request.isByCookie = true;
      return present(TOKEN.test(cookie) ? cookie : undefined, request, reply);
    }
    // A page that is opened (GET) shows what everybody sees.
    if (request.method !== 'GET') return end(reply, 403, NOT_OURS);
  };

  async function present(token: string | undefined, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      const viewer = token ? await authenticate(token) : null;
      if (viewer) {
        request.viewer = viewer;
        return;
      }
    } catch (error) {
      if (!isStoreAway(error)) throw error;
      reply.header('retry-after', '1');
      return end(reply, 503, AWAY);
    }
    if (request.isByCookie) forgetAccessCookie(reply);
    reply.header('www-authenticate', 'Bearer');
    return end(reply, 401, DEAD_TOKEN);
  }
}

async function end(reply: FastifyReply, status: number, body: string): Promise<void> {
  await reply.code(status).type('application/json; charset=utf-8').send(body);
}
