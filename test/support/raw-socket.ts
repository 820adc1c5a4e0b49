import type { ClientOptions } from 'ws';
import { WebSocket } from 'ws';

export interface SocketMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A websocket that says whatever it is told to, and keeps what comes back. */
export class RawSocket {
  readonly received: string[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  private readonly opened: Promise<void>;
  private readonly waiting = new Set<() => void>();
  readonly socket: WebSocket;

  constructor(url: string, { protocol = 'graphql-transport-ws', ...options }: ClientOptions & { readonly protocol?: string } = {}) {
    this.socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, protocol, { perMessageDeflate: false, ...options });
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    this.opened.catch(() => undefined);
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })));
    this.socket.on('message', (data: Buffer) => {
      this.received.push(data.toString());
      for (const wake of this.waiting) wake();
    });
    this.socket.once('close', () => this.waiting.forEach((wake) => wake()));
  }

  /** Rejects with "Unexpected server response: 403" and the like where the server does not take it. */
  async open(): Promise<this> {
    await this.opened;
    return this;
  }

  /** Opens and says hello, as somebody or as nobody. */
  async init(token: string | null = null): Promise<this> {
    await this.open();
    this.send({ type: 'connection_init', ...(token && { payload: { authorization: `Bearer ${token}` } }) });
    await this.next((message) => message.type === 'connection_ack');
    return this;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  /** Asks, and gives the payload of the first answer: a result, or a list of errors. */
  async ask(id: string, payload: object): Promise<{ readonly type: string; readonly payload: unknown }> {
    this.send({ type: 'subscribe', id, payload });
    const { type, payload: answer } = await this.next((message) => message.id === id && message.type !== 'complete');
    return { type, payload: answer };
  }

  /** The first message that fits, from the start; rejects once the socket has closed, or after twenty seconds. */
  async next(fits: (message: SocketMessage) => boolean): Promise<SocketMessage> {
    const until = Date.now() + 20_000;
    for (;;) {
      const found = this.received.map((text) => JSON.parse(text) as SocketMessage).find(fits);
      if (found) return found;
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`closed, having said ${this.received.join(' ').slice(0, 500)}`);
      if (Date.now() > until) throw new Error(`nothing came; received ${this.received.join(' ').slice(0, 500)}`);
      await this.change();
    }
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(wake, 1_000);
      const waiting = this.waiting;
      function wake() {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      }
      waiting.add(wake);
    });
  }

  close(): void {
    this.socket.terminate();
  }
}
