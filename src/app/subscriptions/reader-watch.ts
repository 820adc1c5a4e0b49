import type { WebSocket as WsSocket } from 'ws';

/** A busy socket is asked now and then whether what was sent has arrived: the kernel hides megabytes that a reader left. */
const ASK_AFTER_BYTES = 4_096;
const ASK_EVERY_MS = 1_000;
const ANSWER_WITHIN_MS = 3_500;
/** A quiet socket that has not answered for so long has nobody at its other end. */
const GONE_AFTER_MS = 8_000;

/**
 * How far behind the reader of a socket is. A pong comes after everything that was sent before its ping was read: its age
 * tells, where the length of our own queue tells nothing.
 */
export class ReaderWatch {
  /** When the ping was sent that has not been answered; null while none is out. */
  private askedAt: number | null = null;
  private lastAskedAt = 0;
  private sentSinceAsked = 0;
  /** Since when a busy reader's answer is missed. */
  private missedSince: number | null = null;

  constructor(private readonly socket: WsSocket) {}

  sent(bytes: number): void {
    this.sentSinceAsked += bytes;
    if (this.sentSinceAsked < ASK_AFTER_BYTES) return;
    const now = Date.now();
    if (this.askedAt !== null) this.missedSince ??= now;
    else if (now - this.lastAskedAt >= ASK_EVERY_MS) this.missedSince = this.ask(now);
  }

  answered(): void {
    this.askedAt = this.missedSince = null;
  }

  /** Asks a reader who is quiet; gives whether there is nobody. */
  askQuiet(now: number): boolean {
    if (this.askedAt !== null) return now - this.askedAt > GONE_AFTER_MS;
    this.ask(now);
    return false;
  }

  isLate(now: number): boolean {
    return this.missedSince !== null && now - this.missedSince > ANSWER_WITHIN_MS;
  }

  private ask(now: number): number {
    this.askedAt = this.lastAskedAt = now;
    this.sentSinceAsked = 0;
    this.socket.ping();
    return now;
  }
}
