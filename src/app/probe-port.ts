import { createServer } from 'node:net';

/**
 * Fails as listening would (EADDRINUSE, EACCES), so that nobody waits for stores and a demo world to hear that the port is
 * taken. Somebody may still be faster in between: then the server itself fails with the same error.
 */
export function probePort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen({ host, port }, () => probe.close(() => resolve()));
  });
}
