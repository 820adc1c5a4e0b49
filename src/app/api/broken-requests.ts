import { isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SECURITY_HEADER_LINES, SECURITY_HEADERS } from './security-headers.js';

/** An answer in GraphQL's shape, as text. */
const refusal = (code: string, message: string): string => JSON.stringify({ errors: [{ message, extensions: { code } }] });

const JSON_TYPE = 'application/json; charset=utf-8';

const BROKEN: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are larger than is allowed.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Payload Too Large', 'The body is larger than is allowed.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive.'],
};

/** Answers what is not HTTP enough to become a request, in the same shape as all other answers, and hangs up. */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, message] = BROKEN[error.code ?? ''] ?? ['400 Bad Request', 'The request can not be read.'];
  const body = refusal('BAD_USER_INPUT', message);
  if (socket.writable) {
    socket.write(`HTTP/1.1 ${status}\r\nContent-Type: ${JSON_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n${SECURITY_HEADER_LINES}\r\n${body}`);
  }
  socket.destroySoon();
}

/** Answers an address that no route could be looked up by. */
export function answerBrokenAddress(_error: unknown, _request: unknown, reply: unknown): void {
  void (reply as FastifyReply).code(400).headers(SECURITY_HEADERS).type(JSON_TYPE).send(refusal('BAD_USER_INPUT', 'The address can not be read.'));
}

/** A hook: bodies are plain UTF-8, as JSON is (RFC 8259); read as anything else they would say something else. */
export async function refuseEncodings(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (/^identity$/i.test(encoding) && /^(utf-?8|us-ascii)$/i.test(charset)) return;
  await reply.code(415).type(JSON_TYPE).send(refusal('BAD_USER_INPUT', 'The body must be UTF-8, and not compressed.'));
}

/** The code of a body that is not what RFC 8259 asks of JSON. */
export const NOT_UTF8 = 'NOT_UTF8';

/** Reads JSON as fastify does, but refuses bytes that are no UTF-8 instead of putting something else in their place. */
export function readJsonStrictly(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (isUtf8(body)) void parse(request, body.toString('utf8'), done);
    else done(Object.assign(new Error(NOT_UTF8), { statusCode: 400, code: NOT_UTF8 }));
  });
}
