import { randomBytes } from 'node:crypto';
import cors from '@fastify/cors';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { TrustedProxies } from '../../platform/addresses.js';
import { type Log, withoutRedaction } from '../../platform/telemetry/log.js';
import { boundConnections, type ConnectionLimits } from '../limits/connection-limits.js';
import { answerBrokenAddress, answerBrokenRequest, NOT_UTF8, readJsonStrictly, refuseEncodings } from './broken-requests.js';
import { sendSecurityHeaders } from './security-headers.js';

export interface HttpOptions {
  readonly maxBodyBytes: number;
  readonly corsOrigins: readonly string[];
  readonly proxies: TrustedProxies;
  readonly connections: ConnectionLimits;
  readonly log: Log;
}

const CODE_OF_STATUS: Record<number, string> = { 413: 'BAD_USER_INPUT', 415: 'BAD_USER_INPUT', 404: 'NOT_FOUND', 503: 'SERVICE_UNAVAILABLE' };

/** The HTTP server before any route: limits, CORS, headers, and errors that are always JSON in GraphQL's shape. */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { connections } = options;
  const fastify = Fastify({
    bodyLimit: options.maxBodyBytes,
    trustProxy: (address) => options.proxies.trusts(address),
    genReqId: requestIds(),
    requestTimeout: connections.arrivalMs,
    http: { headersTimeout: connections.headersMs, connectionsCheckingInterval: Math.min(1_000, connections.headersMs) },
    connectionTimeout: connections.silenceMs,
    keepAliveTimeout: connections.keepAliveMs,
    forceCloseConnections: 'idle',
    // What still comes on a connection while the server closes is answered like anything else.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: answerBrokenAddress,
    logger: false,
  });
  fastify.decorateRequest('viewer');
  fastify.decorateRequest('isByCookie', false);
  fastify.decorateRequest('arrivedAt', 0);
  boundConnections(fastify.server, connections, options.proxies);
  sendSecurityHeaders(fastify);
  await fastify.register(cors, { origin: [...options.corsOrigins], credentials: true, maxAge: 600, strictPreflight: false });
  fastify.addHook('onRequest', refuseEncodings);
  readJsonStrictly(fastify);

  fastify.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500 ? error.statusCode : 500;
    if (status === 500) options.log.error({ err: error, requestId: request.id }, 'A request failed');
    const code = CODE_OF_STATUS[status] ?? (status === 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT');
    const message = status === 500 ? 'Internal server error.' : SENTENCES[error.code] ?? 'The request can not be read.';
    return reply.code(status).send({ errors: [{ message, extensions: { code, ...(status === 500 && { errorId: request.id }) } }] });
  });
  fastify.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ errors: [{ message: 'There is nothing here; the API is at /graphql.', extensions: { code: 'NOT_FOUND' } }] }),
  );
  logRequests(fastify, options.log);
  return fastify;
}

const SENTENCES: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is larger than is allowed.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'The content type must be application/json.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty.',
  [NOT_UTF8]: 'The body is not UTF-8.',
};

/** Ids that no other process gives, and cheaper than random ones: the process, and a number. */
function requestIds(): () => string {
  const ofProcess = randomBytes(6).toString('base64url');
  let count = 0;
  return () => `${ofProcess}-${(++count).toString(36)}`;
}

/** One line a request: what, how long, who. Never what was in it. */
function logRequests(fastify: FastifyInstance, allLog: Log): void {
  const log = withoutRedaction(allLog);
  fastify.addHook('onResponse', async (request, reply) => {
    if (!log.isLevelEnabled('info') || request.url === '/healthz' || request.url === '/readyz') return;
    log.info(
      {
        requestId: request.id,
        method: request.method,
        path: request.url.split('?', 1)[0],
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        viewer: request.viewer?.userId ?? undefined,
      },
      'request',
    );
  });
}
