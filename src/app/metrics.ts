import Fastify from 'fastify';
import { collectDefaultMetrics, register } from 'prom-client';
import { sendSecurityHeaders } from './api/security-headers.js';

/** Serves /metrics for Prometheus on a port of its own, so that it can be kept from strangers. Returns what stops it. */
export async function serveMetrics(host: string, port: number): Promise<() => Promise<void>> {
  collectDefaultMetrics();
  const fastify = Fastify({ logger: false });
  sendSecurityHeaders(fastify);
  fastify.get('/metrics', async (_request, reply) => reply.type(register.contentType).send(await register.metrics()));
  await fastify.listen({ host, port });
  return () => fastify.close();
}
