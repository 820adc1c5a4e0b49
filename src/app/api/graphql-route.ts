import { createHash } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphContext, TokenCookies } from '../../graphql/context.js';
import type { Limits } from '../../graphql/limits.js';
import type { LoaderFactories } from '../../kernel/loaders.js';
import { Loaders } from '../../kernel/loaders.js';
import { isSignedIn } from '../../kernel/viewer.js';
import type { Charge } from '../limits/charge.js';
import { refuseWhoHasNothingLeft } from '../limits/refuse-empty.js';
import { type Authenticate, authenticateBy } from './authentication.js';
import { refuseDocumentsBeyond } from './refuse-documents.js';
import { tokenCookies, wantsCookies } from './token-cookies.js';
import { SANDBOX_POLICY } from './security-headers.js';

declare module 'fastify' {
  interface FastifyRequest {
    arrivedAt: number;
  }
}

export interface GraphqlRouteParts {
  readonly server: ApolloServer<GraphContext>;
  readonly limits: Limits;
  readonly factories: LoaderFactories;
  readonly authenticate: Authenticate;
  readonly charge: Charge;
  /** Web apps whose requests cookies may sign, besides pages of this server itself. */
  readonly origins: readonly string[];
  /** For how long a browser keeps the cookie with the refresh token. */
  readonly refreshSeconds: number;
}

/** GraphQL over HTTP at /graphql: POST, and GET for queries (which is how persisted queries become cacheable). */
export function serveGraphql(fastify: FastifyInstance, { server, limits, factories, authenticate, charge, origins, refreshSeconds }: GraphqlRouteParts): void {
  const handler = fastifyApolloHandler(server, { context: async (request, reply) => contextOf(request, factories, cookiesOf(request, reply, refreshSeconds)) });
  fastify.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    preHandler: [noteArrival, authenticateBy(authenticate, origins), refuseWhoHasNothingLeft(charge), refuseDocumentsBeyond(limits, charge)],
    handler,
    onSend: async (request, reply, payload) => {
      if (isPage(reply)) reply.header('content-security-policy', SANDBOX_POLICY);
      const isCacheable = request.method === 'GET' && reply.statusCode === 200 && !isSignedIn(request.viewer) && request.url.includes('persistedQuery');
      if (!isCacheable || typeof payload !== 'string') {
        reply.header('cache-control', 'private, no-store');
        return payload;
      }
      const etag = `"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`;
      reply.header('cache-control', 'no-cache').header('etag', etag).header('vary', 'authorization, cookie, origin');
      if (request.headers['if-none-match'] !== etag) return payload;
      reply.code(304);
      return '';
    },
  });
}

/** A hook: how long a client takes to send its request is its own affair, and not what a deadline counts. */
const noteArrival = async (request: FastifyRequest): Promise<void> => {
  request.arrivedAt = performance.now();
};

/** The landing page is the one answer here that is not data. */
const isPage = (reply: FastifyReply): boolean => String(reply.getHeader('content-type')).startsWith('text/html');

/** Authentication has let nobody come here in cookie mode who is not from our pages. */
const cookiesOf = (request: FastifyRequest, reply: FastifyReply, refreshSeconds: number): TokenCookies | null =>
  request.isByCookie || wantsCookies(request) ? tokenCookies(request, reply, refreshSeconds) : null;

function contextOf(request: FastifyRequest, factories: LoaderFactories, cookies: TokenCookies | null): GraphContext {
  return {
    viewer: request.viewer,
    loaders: new Loaders(factories),
    account: { statement: null },
    request: { id: request.id, userAgent: request.headers['user-agent']?.slice(0, 300) ?? null, ipAddress: request.ip, arrivedAt: request.arrivedAt },
    ...(cookies && { cookies }),
  };
}
