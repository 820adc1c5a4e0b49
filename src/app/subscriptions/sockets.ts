import type { IncomingMessage } from 'node:http';
import type { WebSocket as WsSocket } from 'ws';
import type { SessionId } from '../../kernel/ids.js';
import type { Log } from '../../platform/telemetry/log.js';
import { Connection, type Protocol } from './connection.js';

/** Sockets that one person may hold at once: devices and tabs, not a flood. */
const MAX_PER_VIEWER = 20;
const PING_MS = 12_000;
const CLOSING_MS = 5_000;

/** All sockets of this process, by session where they have one. */
export class Sockets {
  private readonly all = new Set<Connection>();
  private readonly bySession = new Map<SessionId, Set<Connection>>();
  private readonly perViewer = new Map<string, number>();
  private readonly pings: NodeJS.Timeout;

  constructor(private readonly log: Log) {
    this.pings = setInterval(() => this.all.forEach((connection) => connection.ping()), PING_MS).unref();
  }

  get size(): number {
    return this.all.size;
  }

  open(socket: WsSocket, request: IncomingMessage, protocol: Protocol): void {
    const connection = new Connection(socket, request, this.log);
    this.all.add(connection);
    connection.start(protocol, () => this.forget(connection));
  }

  /** Makes the connection one of a session, whose end is its end. False where the person has too many already. */
  join(connection: Connection): boolean {
    const { viewer } = connection;
    if (viewer.userId === null) return true;
    const count = this.perViewer.get(viewer.userId) ?? 0;
    if (count >= MAX_PER_VIEWER) return false;
    this.perViewer.set(viewer.userId, count + 1);
    const known = this.bySession.get(viewer.sessionId);
    if (known) known.add(connection);
    else this.bySession.set(viewer.sessionId, new Set([connection]));
    connection.joined = true;
    return true;
  }

  endSession(sessionId: SessionId): void {
    for (const connection of [...(this.bySession.get(sessionId) ?? [])]) connection.unauthorized();
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
    if (!connection.joined || viewer.userId === null) return;
    const left = (this.perViewer.get(viewer.userId) ?? 1) - 1;
    if (left > 0) this.perViewer.set(viewer.userId, left);
    else this.perViewer.delete(viewer.userId);
    const known = this.bySession.get(viewer.sessionId);
    known?.delete(connection);
    if (known?.size === 0) this.bySession.delete(viewer.sessionId);
  }
}
