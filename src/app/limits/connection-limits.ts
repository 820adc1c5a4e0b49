import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf, type TrustedProxies } from '../../platform/addresses.js';
import { Tally } from './tally.js';

/** How many connections there may be, and how slow they may be, before anything is known of who has them. */
export interface ConnectionLimits {
  readonly all: number;
  readonly perAddress: number;
  readonly headersMs: number;
  readonly arrivalMs: number;
  readonly silenceMs: number;
  readonly keepAliveMs: number;
}

/** Hangs up on connections that are too many: of all, or from where they come. Proxies of our own speak for many. */
export function boundConnections(server: Server, { all, perAddress }: ConnectionLimits, proxies: TrustedProxies): void {
  server.maxConnections = all;
  const perNetwork = new Tally();
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket;
    if (remoteAddress === undefined || proxies.trusts(remoteAddress)) return;
    const network = networkOf(remoteAddress);
    if (perNetwork.of(network) >= perAddress) {
      socket.destroy();
      return;
    }
    perNetwork.add(network);
    socket.once('close', () => perNetwork.remove(network));
  });
}
