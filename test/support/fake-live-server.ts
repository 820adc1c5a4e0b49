import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';

/** Speaks graphql-transport-ws, and says to each subscription what the test wants to see taken. */
export class FakeLiveServer {
  /** The `after` of each subscription that came. */
  readonly asked: unknown[] = [];
  private readonly listening: Promise<unknown>;
  private readonly sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'graphql-transport-ws' });

  constructor(answer: (talk: Talk, subscription: number) => void) {
    this.sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as { id: string; type: string; payload: { variables: { after: unknown } } };
        if (message.type === 'connection_init') socket.send('{"type":"connection_ack"}');
        if (message.type !== 'subscribe') return;
        this.asked.push(message.payload.variables.after);
        answer(new Talk(socket, message.id), this.asked.length);
      });
    });
    this.listening = once(this.sockets, 'listening');
  }

  get open(): number {
    return this.sockets.clients.size;
  }

  client(options: Partial<ClientOptions> = {}): Client {
    const url = async () => {
      await this.listening;
      return `ws://127.0.0.1:${(this.sockets.address() as AddressInfo).port}`;
    };
    return createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, ...options });
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.clients) socket.terminate();
    await new Promise((resolve) => this.sockets.close(resolve));
  }
}

/** With one subscription. */
export class Talk {
  constructor(
    readonly socket: WebSocket,
    private readonly id: string,
  ) {}

  say(...cursors: string[]): void {
    for (const cursor of cursors) this.next({ data: { happened: { __typename: cursor.startsWith('gap') ? 'GapNotice' : cursor.startsWith('beat') ? 'Heartbeat' : 'Event', cursor } } });
  }

  next(payload: object): void {
    this.socket.send(JSON.stringify({ id: this.id, type: 'next', payload }));
  }

  complete(): void {
    this.socket.send(JSON.stringify({ id: this.id, type: 'complete' }));
  }
}
