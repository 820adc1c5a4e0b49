import { createServer } from 'node:net';

/** Binds for a moment; gives the port or undefined when it is taken. Port 0 asks the system for a free one. */
export function tryPort(port: number): Promise<number | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : undefined));
    });
  });
}

/**
 * A port on 127.0.0.1 that is free now: the wanted one when possible, so that tools keep their settings across restarts.
 * It can be taken before the store binds it; starters try again then.
 */
export async function choosePort(wanted: number | undefined, name: string, log: (line: string) => void): Promise<number> {
  if (wanted !== undefined) {
    const same = await tryPort(wanted);
    if (same !== undefined) return same;
    log(`${name}: port ${wanted}, used last time, is taken by another program; taking a free one.`);
  }
  const port = await tryPort(0);
  if (port === undefined) throw new Error('The system gave no free port on 127.0.0.1.');
  return port;
}
