import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contentPolicy } from './content-policy.js';

/** Of an answer that is data: a browser that takes it for a page runs and loads nothing, and shows it in nobody's frame. */
const DATA_ONLY = contentPolicy();

/**
 * On every answer, whatever becomes of the request. Constants, set as one block: a library that decides about each header of
 * each answer took two hundredths of a small request. A page sets a `content-security-policy` of its own over the one here.
 * HSTS is sent always: browsers mind it over TLS alone (RFC 6797, 8.1), and whether there is TLS only the proxy knows.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': DATA_ONLY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** The same for answers that are written to a socket as text. */
export const SECURITY_HEADER_LINES = Object.entries(SECURITY_HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

/** What the page of Apollo Sandbox (the GraphQL URL in a browser) needs; within it the page's own policy with its nonces holds. */
export const SANDBOX_POLICY = contentPolicy({
  'script-src': "'self' 'unsafe-inline' https://*.cdn.apollographql.com",
  'style-src': "'unsafe-inline' https://*.cdn.apollographql.com https://fonts.googleapis.com",
  'font-src': 'https://fonts.gstatic.com',
  'img-src': 'https://*.cdn.apollographql.com',
  'manifest-src': 'https://*.cdn.apollographql.com',
  'frame-src': 'https://sandbox.embed.apollographql.com',
  'connect-src': "'self'",
});

/** Methods that make a server repeat a request, cookies included, or that ask it for a tunnel. */
const REFUSED = new Set(['TRACE', 'TRACK', 'CONNECT']);

export function sendSecurityHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(SECURITY_HEADERS);
    if (REFUSED.has(request.method)) {
      await reply.code(405).header('allow', 'GET, HEAD, POST, OPTIONS').send({ errors: [{ message: 'This method is not served.', extensions: { code: 'BAD_USER_INPUT' } }] });
    }
  });
}
