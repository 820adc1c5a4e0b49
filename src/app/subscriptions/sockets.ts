import type { IncomingMessage } from 'node:http';
import type { WebSocket as WsSocket } from 'ws';
import type { SessionId } from '../../kernel/ids.js';
import { networkOf } from '../../platform/addresses.js';
import type { Log } from '../../platform/telemetry/log.js';
import type { Charge } from '../limits/charge.js';
import { Tally } from '../limits/tally.js';
import { Connection, type Protocol } from './connection.js';
import type { SocketLimits } from './limits.js';

const PING_MS = 12_000;
const LOOK_MS = 10_000;
const ATTEND_MS = 500;
const CLOSING_MS = 4_000;
const CLOSED_TOGETHER = 50;
const SCATTER_MS = 25;
const SCATTER_ALL_MS = 2_000;

export interface SocketsOptions {
  readonly log: Log;
  readonly limits: SocketLimits;
  readonly charge: Charge;
}

/** All sockets of this process, by session where they have one. */
export class Sockets {
  private readonly all = new Set<Connection>();
  private readonly bySession = new Map<SessionId, Set<Connection>>();
  private readonly perViewer = new Tally();
  private readonly perNetwork = new Tally();
  /** Those that nobody has signed, by network. */
  private readonly unsigned = new Tally();
  private readonly clocks: readonly NodeJS.Timeout[];

  constructor(private readonly options: SocketsOptions) {
    const { idleMs } = options.limits;
    const pings = setInterval(() => this.all.forEach((connection) => connection.ping()), PING_MS).unref();
    const looks = idleMs > 0 ? [setInterval(() => this.all.forEach((connection) => connection.endIfIdle()), Math.min(idleMs / 2, LOOK_MS)).unref()] : [];
    const attention = setInterval(() => this.attend(), ATTEND_MS).unref();
    this.clocks = [pings, attention, ...looks];
  }

  get size(): number {
    return this.all.size;
  }

  hasRoomFor(address: string): boolean {
    const network = networkOf(address);
    const { perAddress, unsignedPerAddress } = this.options.limits;
    return this.unsigned.of(network) < unsignedPerAddress && this.perNetwork.of(network) < perAddress;
  }

  open(socket: WsSocket, request: IncomingMessage, address: string, protocol: Protocol): void {
    const connection = new Connection(socket, request.headers['user-agent']?.slice(0, 300) ?? null, address, this.options);
    this.all.add(connection);
    this.unsigned.add(networkOf(address));
    this.perNetwork.add(networkOf(address));
    connection.start(protocol, () => this.forget(connection));
  }

  /** Makes the connection one of a session, whose end is its end. False where the person has too many already, and where it has gone meanwhile. */
  join(connection: Connection): boolean {
    const { viewer } = connection;
    if (!this.all.has(connection)) return false;
    if (viewer.userId === null) return true;
    if (this.perViewer.of(viewer.userId) >= this.options.limits.perViewer) return false;
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
    this.clocks.forEach(clearInterval);
    // Not all in one moment, since all of them come back elsewhere.
    const all = [...this.all];
    const pauseMs = Math.min(SCATTER_MS, SCATTER_ALL_MS / (all.length / CLOSED_TOGETHER));
    for (const [i, connection] of all.entries()) {
      if (i > 0 && i % CLOSED_TOGETHER === 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      connection.close(code, reason);
    }
    const patience = Date.now() + CLOSING_MS;
    while (this.all.size > 0 && Date.now() < patience) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const connection of [...this.all]) connection.terminate();
  }

  private attend(): void {
    const now = Date.now();
    for (const connection of this.all) connection.attend(now);
  }

  private forget(connection: Connection): void {
    this.all.delete(connection);
    const { viewer } = connection;
    this.perNetwork.remove(networkOf(connection.address));
    if (!connection.joined || viewer.userId === null) return this.unsigned.remove(networkOf(connection.address));
    this.perViewer.remove(viewer.userId);
    const known = this.bySession.get(viewer.sessionId);
    known?.delete(connection);
    if (known?.size === 0) this.bySession.delete(viewer.sessionId);
  }
}
