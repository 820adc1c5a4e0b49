import type { FastifyInstance } from 'fastify';
import type { JWK } from 'jose';

/** Less than the time for which a new key waits before it signs. */
const KEPT_SECONDS = 60;

/** The public parts of the signing keys (RFC 7517), for whoever verifies access tokens outside of Plaza. */
export function serveKeys(fastify: FastifyInstance, publicKeys: () => Promise<JWK[]>): void {
  fastify.get('/.well-known/jwks.json', async (_request, reply) =>
    reply
      .type('application/jwk-set+json')
      .header('cache-control', `public, max-age=${KEPT_SECONDS}`)
      .header('cross-origin-resource-policy', 'cross-origin')
      .send({ keys: await publicKeys() }),
  );
}
