import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Stands between the app and a store, so that a test can take the store away and bring it back for one app alone. */
export class Proxy {
  private readonly sockets = new Set<Socket>();
  private cut = false;
  private held = false;

  private constructor(
    private readonly server: Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {}

  /** A proxy for the store at this URL. */
  static async before(url: string): Promise<Proxy> {
    const { hostname, port } = new URL(url);
    const server = createServer();
    const proxy = new Proxy(server, { host: hostname, port: Number(port) });
    server.on('connection', (socket) => proxy.pass(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The store's URL by way of the proxy. */
  through(url: string): string {
    const parsed = new URL(url);
    parsed.hostname = '127.0.0.1';
    parsed.port = String((this.server.address() as AddressInfo).port);
    if (parsed.protocol === 'mongodb:') {
      // Else the driver asks the set where its members are, and goes there past the proxy.
      parsed.searchParams.delete('replicaSet');
      parsed.searchParams.set('directConnection', 'true');
    }
    return parsed.href;
  }

  /** Ends all connections and takes no more, as when the store has been killed. */
  takeAway(): void {
    this.cut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  bringBack(): void {
    this.cut = false;
    this.held = false;
    for (const socket of this.sockets) socket.resume();
  }

  /** Lets nothing through either way and closes nothing, as when the store hangs or the network swallows what is sent. */
  hold(): void {
    this.held = true;
    for (const socket of this.sockets) socket.pause();
  }

  async close(): Promise<void> {
    this.takeAway();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private pass(socket: Socket): void {
    if (this.cut) return void socket.destroy();
    const store = connect(this.target);
    for (const [end, other] of [[socket, store], [store, socket]] as const) {
      this.sockets.add(end);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        this.sockets.delete(end);
        other.destroy();
      });
    }
    socket.pipe(store).pipe(socket);
    if (this.held) for (const end of [socket, store]) end.pause();
  }
}
