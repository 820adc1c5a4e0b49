import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { leastOf } from '../support/least-of.js';
import { RawSocket } from '../support/raw-socket.js';

const ANONYMOUS = 60;
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { TRUSTED_PROXIES: '127.0.0.1', MAX_ANONYMOUS_SOCKETS_PER_ADDRESS: String(ANONYMOUS) } });
});
afterAll(() => app.close());

const newAddress = (): string => `10.${Array.from({ length: 3 }, () => Math.floor(Math.random() * 256)).join('.')}`;
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

interface Slow {
  readonly socket: Socket;
  readonly closedAfterMs: Promise<number>;
}

/** Says something and then nothing more, or a byte now and then. */
function slow(text: string, drip = ''): Slow {
  const start = performance.now();
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  socket.write(text);
  const dripping = drip ? setInterval(() => socket.write(drip), 500) : undefined;
  socket.on('error', () => undefined);
  socket.resume();
  const closedAfterMs = new Promise<number>((resolve) => {
    socket.once('close', () => {
      clearInterval(dripping);
      resolve(performance.now() - start);
    });
  });
  return { socket, closedAfterMs };
}

/** Milliseconds that a normal user's request takes, in the middle of twenty. */
async function median(): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 20; i++) {
    const start = performance.now();
    expect((await app.client().query('{ viewer { email } }')).status).toBe(200);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[10]!;
}

test('L6: whoever sends headers or bodies too slowly, or nothing, is hung up on, and others do not feel them', async () => {
  const before = await median();
  const head = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  const clients = [
    ...Array.from({ length: 100 }, () => slow(head, 'X-A: b\r\n')),
    ...Array.from({ length: 100 }, () => slow(`${head}Content-Length: 5000\r\n\r\n{`, ' ')),
    ...Array.from({ length: 200 }, () => slow('')),
  ];
  // Twice as long, and what a busy machine adds; the best of three, since it is not always equally busy.
  expect(await leastOf(3, median)).toBeLessThan(2 * before + 30);
  const times = await Promise.all(clients.map(({ closedAfterMs }) => closedAfterMs));
  expect(Math.max(...times)).toBeLessThan(25_000);
});

test('L6: sockets that do not say who they are are few per address, and are closed after three seconds', async () => {
  const address = newAddress();
  const sockets = Array.from({ length: 200 }, () => new RawSocket(app.url, from(address)));
  const tried = await Promise.allSettled(sockets.map((socket) => socket.open()));
  const opened = sockets.filter((_, i) => tried[i]!.status === 'fulfilled');
  expect(opened).toHaveLength(ANONYMOUS);
  expect(new Set(tried.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : [])))).toEqual(new Set([expect.stringContaining('429')]));
  await expect(new RawSocket(app.url, from(address)).open()).rejects.toThrow('429');
  // From elsewhere, and with another address written before the proxy's, which changes nothing.
  const elsewhere = await new RawSocket(app.url, from(newAddress())).init();
  await expect(new RawSocket(app.url, from(`${newAddress()}, ${address}`)).open()).rejects.toThrow('429');
  const codes = (await Promise.all(opened.map((socket) => socket.closed))).map(({ code }) => code);
  expect(codes).toEqual(Array(ANONYMOUS).fill(4408));
  const again = await new RawSocket(app.url, from(address)).init();
  for (const socket of [elsewhere, again]) socket.close();
});

test('L6: a person has ten sockets, of which each has twenty operations, and messages end at 64 KiB', async () => {
  const ada = await app.world.person('ada');
  const address = newAddress();
  const sockets = await Promise.all(Array.from({ length: 10 }, () => new RawSocket(app.url, from(address)).init(ada.token)));
  const eleventh = await new RawSocket(app.url, from(newAddress())).open();
  eleventh.send({ type: 'connection_init', payload: { authorization: `Bearer ${ada.token}` } });
  expect(await eleventh.closed).toEqual({ code: 4429, reason: 'Too many connections' });

  const [first, second] = sockets as [RawSocket, RawSocket];
  for (let i = 0; i < 25; i++) first.send({ type: 'subscribe', id: `s${i}`, payload: { query: 'subscription { homeFeedEvents { __typename } }' } });
  const refused = await Promise.all([20, 21, 22, 23, 24].map((i) => first.next(({ id }) => id === `s${i}`)));
  expect(refused.map(({ type }) => type)).toEqual(Array(5).fill('error'));
  second.send({ type: 'ping', payload: { words: 'x'.repeat(66_000) } });
  expect((await second.closed).code).toBe(1009);
  // Those who have said who they are leave room for others at their address.
  expect((await new RawSocket(app.url, from(address)).init()).socket.readyState).toBe(1);
  for (const socket of sockets) socket.close();
});

test('L6: sockets that go before it is known whose they are take no place', async () => {
  const bob = await app.world.person('bob');
  for (let i = 0; i < 30; i++) {
    // Of a session that nobody has seen yet: it is asked for in the store, and the socket is gone by then.
    const { token } = await app.world.signedIn(bob);
    const socket = await new RawSocket(app.url, from(newAddress())).open();
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    setImmediate(() => socket.socket.terminate());
    await socket.closed;
  }
  const sockets = await Promise.all(Array.from({ length: 10 }, () => new RawSocket(app.url, from(newAddress())).init(bob.token)));
  for (const socket of sockets) socket.close();
});

test('L6: a connection whose upgrade is refused is let go, also where the other side keeps it open', async () => {
  const socket = connect({ port: Number(new URL(app.url).port), host: '127.0.0.1', allowHalfOpen: true });
  let answer = '';
  socket.on('data', (data: Buffer) => (answer += data.toString()));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write('GET /elsewhere HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n');
  await new Promise<void>((resolve) => socket.once('end', () => resolve()));
  expect(answer).toMatch(/^HTTP\/1.1 404 /);
  // Whoever speaks to a socket that is no more is told so by a reset.
  const speaking = setInterval(() => socket.write('still here'), 50);
  await closed;
  clearInterval(speaking);
});
