import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Charge, rateLimitHeaders } from './charge.js';

/** A hook: who is known to have nothing left in this window costs nothing but this answer. */
export function refuseWhoHasNothingLeft(charge: Charge) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const refusal = charge.refuseEmpty(request.viewer, request.ip);
    if (!refusal) return;
    const { code, message, details } = refusal.error;
    reply.code(429).header('retry-after', String(details['retryAfterSeconds']));
    for (const [name, value] of rateLimitHeaders(refusal.statement)) reply.header(name, value);
    await reply.type('application/json; charset=utf-8').send({ errors: [{ message, extensions: { code, ...details } }] });
  };
}
