import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { connectionInit, subscribe } from './events.js';
import { CLOSE, type Frame, FrameReader, PING, pongFrame, textFrame } from './frames.js';

export interface RawClientOptions {
  readonly port: number;
  readonly token: string | null;
  readonly postId: string;
  /** Every message after the acknowledgement. */
  readonly onMessage: (message: Buffer) => void;
  readonly onClosed: (code: number) => void;
}

const PATIENCE_MS = 30_000;
const PINGED = JSON.stringify({ type: 'ping' });
const ABNORMAL = 1006;

/**
 * A subscriber that costs as little as one can: no library, no parsing. Thousands of them share two cores with the server
 * that is measured.
 */
export class RawClient {
  private readonly frames = new FrameReader();
  private acknowledged = false;
  private closed = false;

  private constructor(
    private readonly socket: Socket,
    private readonly options: RawClientOptions,
  ) {}

  /** Resolves once the server has acknowledged the connection; the subscription is sent then. */
  static open(options: RawClientOptions): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(options.port, '127.0.0.1');
      const client = new RawClient(socket, options);
      const timer = setTimeout(() => fail(new Error(`No acknowledgement within ${PATIENCE_MS} ms.`)), PATIENCE_MS);
      const fail = (error: Error) => {
        clearTimeout(timer);
        socket.destroy();
        reject(error);
      };
      socket.setNoDelay(true);
      socket.once('connect', () => socket.write(handshake(options.port)));
      socket.on('error', fail);
      socket.on('close', () => client.end(ABNORMAL, fail));
      socket.once('data', (chunk: Buffer) => {
        const head = chunk.indexOf('\r\n\r\n');
        if (head < 0 || !chunk.subarray(0, 12).equals(SWITCHING)) return fail(new Error(`No websocket: ${chunk.toString('latin1', 0, 200)}`));
        socket.write(textFrame(connectionInit(options.token)));
        const onData = (bytes: Buffer) => client.frames.read(bytes, (frame) => client.take(frame, () => (clearTimeout(timer), resolve(client)), fail));
        socket.on('data', onData);
        onData(chunk.subarray(head + 4));
      });
    });
  }

  /** Leaves everything that arrives from now on in the kernel. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  close(): void {
    this.closed = true;
    this.socket.destroy();
  }

  private take({ opcode, body }: Frame, ready: () => void, fail: (error: Error) => void): void {
    if (opcode === PING) return void this.socket.write(pongFrame(body));
    if (opcode === CLOSE) return this.end(body.length >= 2 ? body.readUInt16BE(0) : ABNORMAL, fail);
    if (this.acknowledged) {
      if (body.length < 40 && body.toString() === PINGED) this.socket.write(textFrame(JSON.stringify({ type: 'pong' })));
      else this.options.onMessage(body);
      return;
    }
    this.acknowledged = true;
    this.socket.write(textFrame(subscribe(this.options.postId).message));
    ready();
  }

  private end(code: number, fail: (error: Error) => void): void {
    if (this.closed) return;
    this.closed = true;
    this.socket.destroy();
    if (!this.acknowledged) return fail(new Error(`The server closed the connection: ${code}.`));
    this.options.onClosed(code);
  }
}

const SWITCHING = Buffer.from('HTTP/1.1 101');

const handshake = (port: number): string =>
  [
    'GET /graphql HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
    'sec-websocket-protocol: graphql-transport-ws',
    '\r\n',
  ].join('\r\n');
