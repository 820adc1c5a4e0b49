import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Dice } from '../../src/app/commands/seed/dice.js';

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

/** Stands between clients and a server, and knows its connections one by one: to cut some of them, or to look at what is sent. */
export class Wire {
  private readonly links = new Set<Link>();
  private spy: ((sent: Buffer) => void) | null = null;

  private constructor(
    private readonly server: Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {}

  static async before(url: string): Promise<Wire> {
    const { hostname, port } = new URL(url);
    const server = createServer({ noDelay: true });
    const wire = new Wire(server, { host: hostname, port: Number(port) });
    server.on('connection', (client) => wire.join(client));
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, resolve));
    return wire;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get size(): number {
    return this.links.size;
  }

  /** Cuts one connection, where there is one. */
  cutOne(dice: Dice): void {
    const link = this.size > 0 ? dice.pick([...this.links]) : undefined;
    link?.client.resetAndDestroy();
    link?.server.resetAndDestroy();
  }

  cutAll(): void {
    for (const { client, server } of this.links) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** Says goodbye to every websocket in the server's place, with this code. Nothing may be on its way meanwhile. */
  closeAll(code: number): void {
    for (const { client, server } of this.links) {
      client.end(Buffer.from([0x88, 2, code >> 8, code & 0xff]));
      server.destroy();
    }
  }

  /** Shows what clients send, after it went on to the server; null for no more. */
  watch(spy: ((sent: Buffer) => void) | null): void {
    this.spy = spy;
  }

  async close(): Promise<void> {
    this.cutAll();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private join(client: Socket): void {
    const link = { client, server: connect({ ...this.target, noDelay: true }) };
    this.links.add(link);
    for (const [end, other] of [[client, link.server], [link.server, client]] as const) {
      end.on('error', () => other.destroy());
      end.on('close', () => {
        this.links.delete(link);
        other.destroySoon();
      });
    }
    client.pipe(link.server).pipe(client);
    client.on('data', (sent: Buffer) => this.spy?.(sent));
  }
}
