import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** For so long whoever holds a connection may send one more request on it: it may be on its way. */
const LINGER_MS = 1_000;
const LOOK_MS = 20;

/** From now on every answer ends its connection, so that clients open the next one elsewhere. */
export function endConnectionsWithAnswers(server: Server): void {
  server.prependListener('request', (_request, response) => {
    response.shouldKeepAlive = false;
  });
}

/**
 * Takes no connection any more and waits a moment for those there are. Not `server.close()`: that hangs up on whoever is
 * between two requests, and a request that has just been sent on such a connection fails with nobody to blame.
 */
export async function takeNoMore(server: Server): Promise<void> {
  // The kernel resets what it has taken in and this process has not yet: right after a look at the network that is next to nothing.
  await nextTurn();
  NetServer.prototype.close.call(server);
  for (const until = Date.now() + LINGER_MS; Date.now() < until && (await connectionsOf(server)) > 0; ) await sleep(LOOK_MS);
}

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
