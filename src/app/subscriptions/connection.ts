import type { Server as GraphqlWsServer } from 'graphql-ws';
import type { WebSocket as WsSocket } from 'ws';
import { mintId } from '../../kernel/ids.js';
import { ANONYMOUS, type Viewer } from '../../kernel/viewer.js';
import { slowCloses } from '../../platform/live/metrics.js';
import type { RequestFacts } from '../../graphql/context.js';
import { ReaderWatch } from './reader-watch.js';
import type { SocketsOptions } from './sockets.js';

export type Protocol = GraphqlWsServer<Connection>;

/**
 * Close codes: 4400, 4408, 4409 and 4429 are the protocol's or follow it; docs/api.md lists what clients do with them. 4429
 * says that something is too much; the reason says what.
 */
export const UNAUTHORIZED = 4401;
const FORBIDDEN = 4403;
const TOO_MUCH = 4429;
const TRY_AGAIN = 1013;
const NORMAL = 1000;
const SURPRISE = 1011;

/** How long a closed socket may take to say goodbye: long enough for a slow one to read why. */
const GRACE_MS = 10_000;
/** A close frame has room for no more (RFC 6455). */
const MAX_REASON_BYTES = 123;
/** Bytes that may wait in this process before live events pass the socket by: there is no use in a longer queue. */
const FULL_BYTES = 65_536;
const TEXT = { binary: false };
const PONG = JSON.stringify({ type: 'pong' });

/** One websocket: who speaks, and everything that can end it. */
export class Connection {
  viewer: Viewer = ANONYMOUS;
  /** Whether it counts among the sockets of its viewer. */
  joined = false;
  /** How many operations are under way; until the protocol says it, none. */
  underWay: () => number = () => 0;
  private lastUsedAt = Date.now();
  private closing = false;
  private readonly reader: ReaderWatch;
  /** Points of events that were told and are not paid. */
  private owed = 0;
  private expiry: NodeJS.Timeout | undefined;
  /** Ends its subscriptions. */
  private onClosing: (code: number, reason: string) => void = () => undefined;

  constructor(
    private readonly socket: WsSocket,
    private readonly userAgent: string | null,
    /** Of the client, as far as trusted proxies tell it. */
    readonly address: string,
    private readonly options: SocketsOptions,
  ) {
    this.reader = new ReaderWatch(socket);
  }

  start(protocol: Protocol, onGone: () => void): void {
    const { socket } = this;
    // A broken frame, a text that is too large, a reset: the library has closed it with the right code already.
    socket.on('error', (error) => this.options.log.debug({ err: error }, 'A socket broke'));
    socket.on('pong', () => this.reader.answered());
    socket.on('ping', () => this.checkBuffer());
    const opened = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => this.send(text),
        close: (code, reason) => this.close(code ?? 1000, reason ?? ''),
        // What came with a ping does not go back: it may be of any size and depth.
        onPing: () => this.send(PONG),
        onMessage: (handle) => socket.on('message', (data: Buffer) => this.take(data, handle)),
      },
      this,
    );
    this.onClosing = once((code, reason) => void opened(code, reason).catch((error: unknown) => this.surprise(error)));
    socket.once('close', (code, reason) => {
      clearTimeout(this.expiry);
      this.onClosing(code, reason.toString());
      onGone();
    });
  }

  /** What is known of whoever asks, for one operation. */
  facts(): RequestFacts {
    return {
      id: mintId(),
      userAgent: this.userAgent,
      ipAddress: this.address,
      arrivedAt: performance.now(),
    };
  }

  /** An operation begins. */
  use(): void {
    this.lastUsedAt = Date.now();
  }

  expireAt(expiresAt: Date): void {
    const left = expiresAt.getTime() - Date.now();
    this.expiry = setTimeout(() => this.unauthorized(), Math.min(Math.max(left, 0), 2 ** 31 - 1)).unref();
  }

  unauthorized(): void {
    this.close(UNAUTHORIZED, 'Unauthorized');
  }

  forbidden(): void {
    this.close(FORBIDDEN, 'Forbidden');
  }

  tryAgain(): void {
    this.close(TRY_AGAIN, 'Try again later');
  }

  tooMany(): void {
    this.close(TOO_MUCH, 'Too many connections');
  }

  /** Its client comes back with its cursor. `slow`: it does not take what is sent. `gap`: it could not be told of something. */
  drop(reason: 'slow' | 'gap'): void {
    if (this.closing) return;
    if (reason === 'slow') slowCloses.inc();
    if (reason === 'slow') this.close(TOO_MUCH, 'Too slow');
    else this.close(TRY_AGAIN, 'Events were missed');
  }

  /** Ends its subscriptions now, whatever the other side does; the socket follows. */
  close(code: number, reason: string): void {
    if (this.closing) return;
    this.closing = true;
    this.socket.close(code, fitting(reason));
    this.onClosing(code, reason);
    setTimeout(() => this.socket.terminate(), GRACE_MS).unref();
  }

  terminate(): void {
    this.socket.terminate();
  }

  /** Called at intervals, so that quiet sockets are kept open: whoever did not answer the last time is gone. */
  ping(): void {
    if (!this.closing && this.reader.askQuiet(Date.now())) this.terminate();
  }

  /** Called at intervals: a socket on which nothing is under way is room for somebody else. Its client asks for another when it needs one. */
  endIfIdle(): void {
    if (this.underWay() > 0) this.lastUsedAt = Date.now();
    else if (Date.now() - this.lastUsedAt > this.options.limits.idleMs) this.close(NORMAL, 'Idle');
  }

  /** Called often: a reader who is far behind is let go; what events have cost is paid. */
  attend(now: number): void {
    if (this.closing) return;
    // Where this process itself was busy for long, the answer may lie there unread: reading comes first.
    if (this.reader.isLate(now)) setImmediate(() => this.reader.isLate(now) && this.drop('slow'));
    if (this.owed > 0) this.pay(this.owed);
  }

  /** Who can't pay is told by the end of the socket: one that goes silent would look healthy. */
  private pay(points: number): void {
    this.owed = 0;
    this.options.charge.events(points, this.viewer, this.address).then(
      (isPaid) => isPaid || this.close(TOO_MUCH, 'Out of points'),
      (error: unknown) => this.surprise(error),
    );
  }

  /** An event was told that costs so many points. */
  owe(points: number): void {
    this.owed += points;
  }

  /** Whether live events have to wait until what was sent has left this process. */
  get isFull(): boolean {
    return this.socket.bufferedAmount > FULL_BYTES;
  }

  /** Sends a text in two parts, of which the second goes to many. */
  sendFrame(head: Buffer, tail: Buffer): void {
    const { socket } = this;
    if (this.closing || socket.readyState !== socket.OPEN) return;
    const frame = Buffer.allocUnsafe(head.length + tail.length);
    frame.set(head);
    frame.set(tail, head.length);
    socket.send(frame, TEXT);
    this.reader.sent(frame.length);
  }

  /** Resolves once the text has left this process, which is how a slow reader slows its streams down. */
  private send(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.socket.readyState !== this.socket.OPEN) return resolve();
      this.socket.send(text, () => resolve());
      this.reader.sent(text.length);
    });
  }

  private take(data: Buffer, handle: (text: string) => Promise<void>): void {
    if (this.closing) return;
    this.checkBuffer();
    handle(data.toString('utf8')).catch((error: unknown) => this.surprise(error));
  }

  private checkBuffer(): void {
    if (this.socket.bufferedAmount > this.options.limits.backlogBytes) this.drop('slow');
  }

  private surprise(error: unknown): void {
    this.options.log.error({ err: error }, 'A websocket met a surprise');
    this.close(SURPRISE, 'Internal server error');
  }
}

/** Reasons of the protocol repeat ids of clients, which may be long. */
function fitting(reason: string): string {
  return Buffer.byteLength(reason) <= MAX_REASON_BYTES ? reason : reason.slice(0, MAX_REASON_BYTES / 3).toWellFormed();
}

function once(act: (code: number, reason: string) => void): (code: number, reason: string) => void {
  let called = false;
  return (code, reason) => {
    if (called) return;
    called = true;
    act(code, reason);
  };
}
