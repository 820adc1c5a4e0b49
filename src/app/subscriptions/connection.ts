import type { IncomingMessage } from 'node:http';
import type { Server as GraphqlWsServer } from 'graphql-ws';
import type { WebSocket as WsSocket } from 'ws';
import { mintId } from '../../kernel/ids.js';
import type { LiveListener } from '../../kernel/live.js';
import { ANONYMOUS, type Viewer } from '../../kernel/viewer.js';
import type { RequestFacts } from '../../graphql/context.js';
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

/** A busy socket is asked now and then whether what was sent has arrived: the kernel hides megabytes that a reader left. */
const ASK_AFTER_BYTES = 4_096;
const ASK_EVERY_MS = 1_000;
const ANSWER_WITHIN_MS = 3_500;
/** A quiet socket that has not answered for so long has nobody at its other end. */
const GONE_AFTER_MS = 8_000;
/** How long a closed socket may take to say goodbye: long enough for a slow one to read why. */
const GRACE_MS = 10_000;
/** A close frame has room for no more (RFC 6455). */
const MAX_REASON_BYTES = 123;
const PONG = JSON.stringify({ type: 'pong' });

/** One websocket: who speaks, and everything that can end it. */
export class Connection implements LiveListener {
  viewer: Viewer = ANONYMOUS;
  /** Whether it counts among the sockets of its viewer. */
  joined = false;
  /** How many operations are under way; until the protocol says it, none. */
  underWay: () => number = () => 0;
  private lastUsedAt = Date.now();
  private closing = false;
  /** When the ping was sent that has not been answered; null while none is out. */
  private askedAt: number | null = null;
  private lastAskedAt = 0;
  private sentSinceAsked = 0;
  private patience: NodeJS.Timeout | undefined;
  private expiry: NodeJS.Timeout | undefined;
  /** Ends its subscriptions. */
  private onClosing: (code: number, reason: string) => void = () => undefined;

  constructor(
    private readonly socket: WsSocket,
    private readonly upgrade: IncomingMessage,
    /** Of the client, as far as trusted proxies tell it. */
    readonly address: string,
    private readonly options: SocketsOptions,
  ) {}

  start(protocol: Protocol, onGone: () => void): void {
    const { socket } = this;
    // A broken frame, a text that is too large, a reset: the library has closed it with the right code already.
    socket.on('error', (error) => this.options.log.debug({ err: error }, 'A socket broke'));
    socket.on('pong', () => {
      this.askedAt = null;
      clearTimeout(this.patience);
    });
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
      clearTimeout(this.patience);
      this.onClosing(code, reason.toString());
      onGone();
    });
  }

  /** What is known of whoever asks, for one operation. */
  facts(): RequestFacts {
    return {
      id: mintId(),
      userAgent: this.upgrade.headers['user-agent']?.slice(0, 300) ?? null,
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

  drop(reason: 'slow' | 'gap' | 'points'): void {
    if (reason === 'slow') this.close(TOO_MUCH, 'Too slow');
    else if (reason === 'points') this.close(TOO_MUCH, 'Out of points');
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
    if (this.closing) return;
    if (this.askedAt === null) this.ask();
    else if (Date.now() - this.askedAt > GONE_AFTER_MS) this.terminate();
  }

  /** Called at intervals: a socket on which nothing is under way is room for somebody else. Its client asks for another when it needs one. */
  endIfIdle(): void {
    if (this.underWay() > 0) this.lastUsedAt = Date.now();
    else if (Date.now() - this.lastUsedAt > this.options.limits.idleMs) this.close(NORMAL, 'Idle');
  }

  private ask(): void {
    this.askedAt = this.lastAskedAt = Date.now();
    this.sentSinceAsked = 0;
    this.socket.ping();
  }

  /** A pong comes after everything that was sent before its ping was read: its age is how far behind the reader is. */
  private watchReader(sentBytes: number): void {
    this.sentSinceAsked += sentBytes;
    if (this.askedAt !== null || this.sentSinceAsked < ASK_AFTER_BYTES || Date.now() - this.lastAskedAt < ASK_EVERY_MS) return;
    this.ask();
    // Where this process itself was busy for long, the answer may lie there unread: reading comes first.
    this.patience = setTimeout(() => setImmediate(() => this.askedAt !== null && this.drop('slow')), ANSWER_WITHIN_MS).unref();
  }

  /** Resolves once the text has left this process, which is how a slow reader slows its streams down. */
  private send(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.socket.readyState !== this.socket.OPEN) return resolve();
      this.socket.send(text, () => resolve());
      this.watchReader(text.length);
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
