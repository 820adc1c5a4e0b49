import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { hasTokenInUrl } from '../api/tokens-in-urls.js';
import { SECURITY_HEADER_LINES } from '../api/security-headers.js';

export interface Gate {
  readonly origins: readonly string[];
  /** False where too many sockets from there have not said who they are. */
  hasRoomFor(request: IncomingMessage): boolean;
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * Takes upgrades at /graphql. A browser says which page connects: only pages of this server and of the listed origins
 * may, since a websocket is not held by CORS. Returns what ends it: later upgrades are told to come again.
 */
export function guardUpgrades(server: Server, gate: Gate): () => void {
  let closed = false;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A peer that resets before it is answered must not end the process.
    socket.on('error', () => socket.destroy());
    if (closed) refuse(socket, '503 Service Unavailable');
    else if (request.url?.split('?', 1)[0] !== '/graphql') refuse(socket, '404 Not Found');
    else if (hasTokenInUrl(request.url)) refuse(socket, '400 Bad Request');
    else if (!isWelcome(request, gate.origins)) refuse(socket, '403 Forbidden');
    else if (!gate.hasRoomFor(request)) refuse(socket, '429 Too Many Requests');
    else gate.accept(request, socket, head);
  });
  return () => {
    closed = true;
  };
}

function isWelcome({ headers }: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

function refuse(socket: Duplex, status: string): void {
  // Nobody else closes what has been upgraded: not the server, and perhaps not the peer.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n${SECURITY_HEADER_LINES}\r\n`);
}
