import { createHash } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { GraphContext } from '../../graphql/context.js';
import { checkNesting } from '../../graphql/limits.js';
import type { LoaderFactories } from '../../kernel/loaders.js';
import { Loaders } from '../../kernel/loaders.js';
import { isSignedIn } from '../../kernel/viewer.js';
import { type Authenticate, authenticateBy } from './authentication.js';

/** GraphQL over HTTP at /graphql: POST, and GET for queries (which is how persisted queries become cacheable). */
export function serveGraphql(fastify: FastifyInstance, server: ApolloServer<GraphContext>, factories: LoaderFactories, authenticate: Authenticate): void {
  const handler = fastifyApolloHandler(server, { context: async (request) => contextOf(request, factories) });
  fastify.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    preHandler: [authenticateBy(authenticate), refuseDeepBrackets],
    handler,
    onSend: async (request, reply, payload) => {
      const isCacheable = request.method === 'GET' && reply.statusCode === 200 && !isSignedIn(request.viewer) && request.url.includes('persistedQuery');
      if (!isCacheable || typeof payload !== 'string') {
        reply.header('cache-control', 'private, no-store');
        return payload;
      }
      const etag = `"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`;
      reply.header('cache-control', 'no-cache').header('etag', etag).header('vary', 'authorization, origin');
      if (request.headers['if-none-match'] !== etag) return payload;
      reply.code(304);
      return '';
    },
  });
}

/** Before anything parses the document. */
async function refuseDeepBrackets(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { query } = ((request.method === 'GET' ? request.query : request.body) ?? {}) as { readonly query?: unknown };
  if (typeof query !== 'string') return;
  try {
    checkNesting(query);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { code, limit } = error.extensions;
    await reply.code(400).send({ errors: [{ message: error.message, extensions: { code, limit } }] });
  }
}

function contextOf(request: FastifyRequest, factories: LoaderFactories): GraphContext {
  return {
    viewer: request.viewer,
    loaders: new Loaders(factories),
    request: { id: request.id, userAgent: request.headers['user-agent']?.slice(0, 300) ?? null, ipAddress: request.ip },
  };
}
