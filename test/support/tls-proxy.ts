import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Certified } from './certificates.js';

/** Speaks TLS before a store that can't, or whose binary here was built without. */
export interface TlsProxy {
  readonly port: number;
  close(): Promise<void>;
}

export async function startTlsProxy({ cert, key }: Certified, url: string): Promise<TlsProxy> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const server = createServer({ cert, key }, (socket) => {
    const store = keep(connect(Number(port), hostname));
    keep(socket).on('close', () => store.destroy());
    store.on('close', () => socket.destroy());
    socket.pipe(store).pipe(socket);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
