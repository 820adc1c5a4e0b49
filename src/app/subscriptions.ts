import type { IncomingMessage, Server } from 'node:http';
import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { ErrorPolicy } from '../graphql/errors.js';
import type { SessionId } from '../kernel/ids.js';
import type { LoaderFactories } from '../kernel/loaders.js';
import type { SignedIn } from '../kernel/viewer.js';
import type { TrustedProxies } from '../platform/addresses.js';
import type { LiveCursors } from '../platform/live/live-cursor.js';
import type { LiveHub } from '../platform/live/live-hub.js';
import type { Log } from '../platform/telemetry/log.js';
import type { Execute } from './api/execute.js';
import type { Charge } from './limits/charge.js';
import type { SocketLimits } from './subscriptions/limits.js';
import { createProtocol } from './subscriptions/protocol.js';
import { Sockets } from './subscriptions/sockets.js';
import { guardUpgrades } from './subscriptions/upgrade.js';

export interface SubscriptionsDeps {
  /** The HTTP server whose upgrades at `/graphql` are taken. */
  readonly server: Server;
  readonly schema: GraphQLSchema;
  /** Runs queries and mutations, which are as welcome here as over HTTP and under the same rules. */
  readonly execute: Execute;
  /** Parses, validates and bounds a document as over HTTP (api/check-document). */
  readonly checkDocument: CheckDocument;
  readonly policy: ErrorPolicy;
  /** Takes the price of subscriptions and of each of their events. */
  readonly charge: Charge;
  /** Who a token speaks for, and until when; null for one that is dead or forged. */
  readonly authenticate: (token: string) => Promise<{ readonly viewer: SignedIn; readonly expiresAt: Date } | null>;
  /** Returns the function that ends the listening. */
  readonly onSessionEnded: (listener: (sessionId: SessionId, reason: 'SUSPENDED' | null) => void) => () => void;
  readonly factories: LoaderFactories;
  readonly hub: LiveHub;
  readonly cursors: LiveCursors;
  /** Web apps from which browsers may connect, besides pages of this server itself. */
  readonly origins: readonly string[];
  readonly proxies: TrustedProxies;
  readonly limits: SocketLimits;
  readonly log: Log;
}

export type CheckDocument = (
  source: string,
  operationName: string | null,
  variables: Readonly<Record<string, unknown>>,
) => CheckedDocument | { readonly errors: readonly GraphQLError[] };

export interface CheckedDocument {
  readonly errors?: undefined;
  readonly document: DocumentNode;
  /** Names the document, as `Execute` wants it. */
  readonly hash: string;
}

export interface Subscriptions {
  /** How many sockets are open. */
  readonly size: number;
  /** Takes no more sockets, closes those there are, and waits until they are gone (at most five seconds). */
  close(code?: number, reason?: string): Promise<void>;
}

/** GraphQL over websockets (the protocol graphql-transport-ws) beside GraphQL over HTTP: same path, same rules. */
export function serveSubscriptions(deps: SubscriptionsDeps): Subscriptions {
  const sockets = new Sockets(deps);
  const protocol = createProtocol(deps, sockets);
  const upgrades = new WebSocketServer({
    noServer: true,
    maxPayload: deps.limits.messageBytes,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols,
  });
  const addressOf = ({ socket, headers }: IncomingMessage) => deps.proxies.clientOf(socket.remoteAddress ?? '', headers['x-forwarded-for']?.toString());
  const endGuard = guardUpgrades(deps.server, {
    origins: deps.origins,
    hasRoomFor: (request) => sockets.hasRoomFor(addressOf(request)),
    accept: (request, socket, head) => upgrades.handleUpgrade(request, socket, head, (websocket) => sockets.open(websocket, request, addressOf(request), protocol)),
  });
  const endSessions = deps.onSessionEnded((sessionId, reason) => sockets.endSession(sessionId, reason === 'SUSPENDED'));
  return {
    get size() {
      return sockets.size;
    },
    async close(code = 1001, reason = 'Going away') {
      endGuard();
      await sockets.closeAll(code, reason);
      endSessions();
      upgrades.close();
    },
  };
}
