import type { IncomingMessage } from 'node:http';
import type { WebSocket as WsSocket } from 'ws';
import type { SessionId } from '../../kernel/ids.js';
import { networkOf } from '../../platform/addresses.js';
import type { Log } from '../../platform/telemetry/log.js';
import { Connection, type Protocol } from './connection.js';

const PING_MS = 12_000;
const CLOSING_MS = 5_000;

export interface SocketsOptions {
  readonly log: Log;
  /** Devices and tabs, not a flood. */
  readonly maxSocketsPerViewer: number;
  readonly maxSocketsPerAddress: number;
}

/** All sockets of this process, by session where they have one. */
export class Sockets {
  private readonly all = new Set<Connection>();
  private readonly bySession = new Map<SessionId, Set<Connection>>();
  private readonly perViewer = new Tally();
  /** Those that nobody has signed, by network. */
  private readonly unsigned = new Tally();
  private readonly pings: NodeJS.Timeout;

  constructor(private readonly options: SocketsOptions) {
    this.pings = setInterval(() => this.all.forEach((connection) => connection.ping()), PING_MS).unref();
  }

  get size(): number {
    return this.all.size;
  }

  hasRoomFor(address: string): boolean {
    return this.unsigned.of(networkOf(address)) < this.options.maxSocketsPerAddress;
  }

  open(socket: WsSocket, request: IncomingMessage, address: string, protocol: Protocol): void {
    const connection = new Connection(socket, request, address, this.options.log);
    this.all.add(connection);
    this.unsigned.add(networkOf(address));
    connection.start(protocol, () => this.forget(connection));
  }

  /** Makes the connection one of a session, whose end is its end. False where the person has too many already. */
  join(connection: Connection): boolean {
    const { viewer } = connection;
    if (viewer.userId === null) return true;
    if (this.perViewer.of(viewer.userId) >= this.options.maxSocketsPerViewer) return false;
    this.perViewer.add(viewer.userId);
    this.unsigned.remove(networkOf(connection.address));
    const known = this.bySession.get(viewer.sessionId);
    if (known) known.add(connection);
    else this.bySession.set(viewer.sessionId, new Set([connection]));
    connection.joined = true;
    return true;
  }

  /** `isForbidden`: signing in again is no use. */
  endSession(sessionId: SessionId, isForbidden: boolean): void {
    for (const connection of [...(this.bySession.get(sessionId) ?? [])]) {
      if (isForbidden) connection.forbidden();
      else connection.unauthorized();
    }
  }

  async closeAll(code: number, reason: string): Promise<void> {
    clearInterval(this.pings);
    for (const connection of [...this.all]) connection.close(code, reason);
    const patience = Date.now() + CLOSING_MS;
    while (this.all.size > 0 && Date.now() < patience) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const connection of [...this.all]) connection.terminate();
  }

  private forget(connection: Connection): void {
    this.all.delete(connection);
    const { viewer } = connection;
    if (!connection.joined || viewer.userId === null) return this.unsigned.remove(networkOf(connection.address));
    this.perViewer.remove(viewer.userId);
    const known = this.bySession.get(viewer.sessionId);
    known?.delete(connection);
    if (known?.size === 0) this.bySession.delete(viewer.sessionId);
  }
}

/** How many of each. */
class Tally {
  private readonly counts = new Map<string, number>();

  of(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  add(key: string): void {
    this.counts.set(key, this.of(key) + 1);
  }

  remove(key: string): void {
    if (this.of(key) > 1) this.counts.set(key, this.of(key) - 1);
    else this.counts.delete(key);
  }
}
