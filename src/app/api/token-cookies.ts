import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TokenCookies } from '../../graphql/context.js';

/**
 * Cookie mode, for browser apps: the tokens lie where no script reads them (RFC 6265bis). `__Host-` binds them to this host;
 * `SameSite=Strict` keeps other sites from having them sent, and what is sent still needs a header that no form can send.
 */
const ACCESS = '__Host-plaza_access';
const REFRESH = '__Host-plaza_refresh';
const FLAGS = 'Path=/; Secure; HttpOnly; SameSite=Strict';
/** Any of these makes a browser ask first (a preflight), so that a page elsewhere can't send it. */
export const CSRF_HEADERS = ['x-plaza-csrf', 'x-apollo-operation-name', 'apollo-require-preflight'];

export const accessCookieOf = (request: FastifyRequest): string | null => cookieOf(request, ACCESS);

/** Whether the client asks for cookies instead of tokens in answers. */
export const wantsCookies = (request: FastifyRequest): boolean => request.headers['x-plaza-auth'] === 'cookie';

/** Whether the request can only come from a page of ours: a header that needs a preflight, and an origin that we know. */
export function isFromOurPages({ headers }: FastifyRequest, origins: readonly string[]): boolean {
  if (!CSRF_HEADERS.some((name) => headers[name])) return false;
  const { origin, host } = headers;
  if (origin === undefined) return headers['sec-fetch-site'] === 'same-origin';
  return origins.includes(origin) || (URL.canParse(origin) && new URL(origin).host === host);
}

/** Reads and writes the cookies of one request; only for one of which `isFromOurPages` holds. */
export function tokenCookies(request: FastifyRequest, reply: FastifyReply, refreshSeconds: number): TokenCookies {
  const write = (access: string, accessSeconds: number, refresh: string, seconds: number) =>
    void reply.removeHeader('set-cookie').header('set-cookie', [`${ACCESS}=${access}; ${FLAGS}; Max-Age=${accessSeconds}`, `${REFRESH}=${refresh}; ${FLAGS}; Max-Age=${seconds}`]);
  return {
    refreshToken: cookieOf(request, REFRESH),
    set: ({ accessToken, refreshToken, expiresAt }) => write(accessToken, Math.max(0, Math.floor((expiresAt.getTime() - Date.now()) / 1_000)), refreshToken, refreshSeconds),
    clear: () => write('', 0, '', 0),
  };
}

/** The access token is dead, the refresh token may live: the next request comes without the first and takes up the session. */
export function forgetAccessCookie(reply: FastifyReply): void {
  reply.header('set-cookie', `${ACCESS}=; ${FLAGS}; Max-Age=0`);
}

/**
 * The first of that name counts. Names are compared as they were sent, but for the blank that parts cookies: servers that trim
 * more (odd blanks, `$Version`) take for `__Host-` what a browser did not, and let another host set it.
 */
function cookieOf({ headers }: FastifyRequest, name: string): string | null {
  const found = headers.cookie?.split('; ').find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1) || null;
}
