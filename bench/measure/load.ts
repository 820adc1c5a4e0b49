import { connect, type Socket } from 'node:net';

/** One HTTP request, whole, as it goes over the wire. */
export type WireRequest = Buffer;

export interface LoadResult {
  readonly answered: number;
  /** Seconds from the first request to the last answer. */
  readonly seconds: number;
  /** Milliseconds, sorted. */
  readonly latencies: Float64Array;
}

export function wireRequest(port: number, token: string, body: object): WireRequest {
  const text = JSON.stringify(body);
  const head = ['POST /graphql HTTP/1.1', `host: 127.0.0.1:${port}`, 'content-type: application/json', 'accept: application/json', `authorization: Bearer ${token}`, `content-length: ${Buffer.byteLength(text)}`];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`);
}

/**
 * Keeps `connections` requests under way for `seconds`, each connection taking the next request of the round. A client of
 * our own, since any other takes as much processor time as the floor does, and server and client share two cores here.
 * Throws at the first answer that is not 200 or carries errors.
 */
export async function load(port: number, requests: readonly WireRequest[], connections: number, seconds: number): Promise<LoadResult> {
  const latencies: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1_000;
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = await Connection.open(port);
      try {
        while (performance.now() < until) {
          const sent = performance.now();
          await connection.ask(requests[next++ % requests.length]!);
          latencies.push(performance.now() - sent);
        }
      } finally {
        connection.close();
      }
    }),
  );
  const took = (performance.now() - began) / 1_000;
  return { answered: latencies.length, seconds: took, latencies: Float64Array.from(latencies).sort() };
}

/** Sends each request once, `connections` at a time. Throws likewise. */
export async function askEach(port: number, requests: readonly WireRequest[], connections: number): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = await Connection.open(port);
      try {
        for (let request = requests[next++]; request; request = requests[next++]) await connection.ask(request);
      } finally {
        connection.close();
      }
    }),
  );
}

const PATIENCE_MS = 10_000;
const ERRORS = Buffer.from('"errors"');

/** A keep-alive connection with one request under way at a time; understands answers with a content-length, and no others. */
class Connection {
  private received: Buffer = Buffer.alloc(0);
  private settle: { resolve: () => void; reject: (error: Error) => void } | null = null;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true).setTimeout(PATIENCE_MS, () => this.fail(new Error(`No answer within ${PATIENCE_MS} ms.`)));
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('The server closed the connection.')));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
      socket.once('error', reject);
    });
  }

  ask(request: WireRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.settle = null;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const headEnd = this.received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = this.received.toString('latin1', 0, headEnd);
    const length = /\r\ncontent-length: (\d+)/i.exec(head);
    if (!length) return this.fail(new Error(`An answer without content-length: ${head}`));
    if (this.received.length < headEnd + 4 + Number(length[1])) return;
    const body = this.received.subarray(headEnd + 4);
    // An answer with errors has them at one of its ends; the middle is data and may say anything.
    if (!head.startsWith('HTTP/1.1 200') || body.subarray(0, 12).includes(ERRORS)) return this.fail(new Error(`${head}\n\n${body.toString('utf8', 0, 2_000)}`));
    this.received = Buffer.alloc(0);
    const settled = this.settle;
    this.settle = null;
    settled?.resolve();
  }

  private fail(error: Error): void {
    this.settle?.reject(error);
    this.settle = null;
    this.socket.destroy();
  }
}
