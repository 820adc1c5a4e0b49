import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectCalm, quickly } from '../support/calm.js';
import { RawSocket } from '../support/raw-socket.js';
import type { Person } from '../support/world.js';

const ORIGIN = 'https://app.example.org';
let app: TestApp;
let ada: Person;
const sockets: RawSocket[] = [];
const open = (options: ConstructorParameters<typeof RawSocket>[1] = {}) => {
  const socket = new RawSocket(app.url, options);
  sockets.push(socket);
  return socket;
};

beforeAll(async () => {
  app = await startTestApp({ env: { CORS_ORIGINS: ORIGIN } });
  ada = await app.world.person('ada');
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await app.close();
});

async function expectAlive(): Promise<void> {
  const socket = await open().init();
  expect(await socket.ask('alive', { query: '{ viewer { email } }' })).toEqual({ type: 'next', payload: { data: { viewer: null } } });
  socket.close();
  expect(app.logged.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
}

test('I6: what is not of the protocol closes the socket with 4400', async () => {
  const deep = (levels: number) => `{"type":"subscribe","id":"1","payload":{"query":"{viewer{email}}","extensions":${'['.repeat(levels)}${']'.repeat(levels)}}}`;
  const texts = [
    'hello', '', '{', 'null', '[]', '5', '"x"', '{}', '{"type":5}', '{"type":"__proto__"}', '{"type":"start","id":"1"}',
    '{"type":"subscribe"}', '{"type":"subscribe","id":""}', '{"type":"subscribe","id":{},"payload":{"query":"{a}"}}',
    '{"type":"subscribe","id":"1","payload":{"query":5}}', '{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{a}","operationName":{}}}', '\0', '\ufeff{"type":"ping"}', deep(30_000), '['.repeat(60_000),
  ];
  for (const text of texts) {
    const socket = await open().init();
    socket.send(text);
    const { code, reason } = await quickly(() => socket.closed);
    expect({ text: text.slice(0, 100), code }).toEqual({ text: text.slice(0, 100), code: 4400 });
    expectCalm(reason);
  }
  await expectAlive();
});

test('a ping with whatever in it is answered, and the socket goes on', async () => {
  const socket = await open().init();
  socket.send(`{"type":"ping","payload":{"deep":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`);
  expect((await socket.next((message) => message.type === 'pong')).type).toBe('pong');
  expect((await socket.ask('1', { query: '{ viewer { email } }' })).type).toBe('next');
});

test('I6: broken frames close the socket with the code of the RFC, and hurt nobody', async () => {
  const frames: [name: string, frame: Buffer, code: number][] = [
    ['not masked', Buffer.from([0x81, 0x02, 0x7b, 0x7d]), 1002],
    ['reserved bits', Buffer.from([0xf1, 0x80, 1, 2, 3, 4]), 1002],
    ['an unknown opcode', Buffer.from([0x83, 0x80, 1, 2, 3, 4]), 1002],
    ['a continuation of nothing', Buffer.from([0x80, 0x80, 1, 2, 3, 4]), 1002],
    ['a long ping', Buffer.concat([Buffer.from([0x89, 0xfe, 0x00, 0xff, 1, 2, 3, 4]), Buffer.alloc(255)]), 1002],
    ['a text that is no UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]), 1007],
    ['a length of 2^63', Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]), 1009],
    ['a close code that is none', Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x00, 0x05]), 1002],
  ];
  for (const [name, frame, expected] of frames) {
    const socket = await open().init();
    (socket.socket as unknown as { _socket: { write(data: Buffer): void } })._socket.write(frame);
    const { code } = await quickly(() => socket.closed);
    expect({ name, code }).toEqual({ name, code: expected });
  }
  await expectAlive();
});

test('L6: a message of 20 MB closes the socket with 1009, also in a thousand pieces', async () => {
  const whole = await open().init();
  whole.send('a'.repeat(20_000_000));
  expect((await quickly(() => whole.closed, 5_000)).code).toBe(1009);

  const pieces = await open().init();
  for (let i = 0; i < 1_000 && pieces.socket.readyState === pieces.socket.OPEN; i++) pieces.socket.send('a'.repeat(20_000), { fin: false });
  expect((await quickly(() => pieces.closed, 5_000)).code).toBe(1009);
  await expectAlive();
});

test('L6: who does not say hello is closed with 4408, who asks before with 4401, who says it twice with 4429', async () => {
  const silent = await open().open();
  const early = await open().open();
  early.send({ type: 'subscribe', id: '1', payload: { query: '{ viewer { email } }' } });
  expect((await early.closed).code).toBe(4401);
  const twice = await open().init();
  twice.send({ type: 'connection_init' });
  expect((await twice.closed).code).toBe(4429);
  expect((await silent.closed).code).toBe(4408);
  await expectAlive();
});

test('a token that is not accepted closes the socket with 4401 and the same words, whatever is wrong with it', async () => {
  const tokens: unknown[] = ['x', `${ada.token}x`, ada.token.slice(0, -5), 'a'.repeat(60_000), 'null', { toString: 'x' }, [ada.token], 5, true];
  const answers = new Set<string>();
  for (const token of tokens) {
    const socket = await open().open();
    socket.send({ type: 'connection_init', payload: { authorization: typeof token === 'string' ? `Bearer ${token}` : token } });
    const { code, reason } = await quickly(() => socket.closed);
    answers.add(`${code} ${reason} ${socket.received.join()}`);
  }
  expect([...answers]).toEqual(['4401 Unauthorized ']);
  await expectAlive();
});

test('T1: pages of other origins get 403; those of the list and of this server get in', async () => {
  for (const origin of ['https://evil.example', 'null', `${ORIGIN}.evil.example`, 'https://app.example.org:444', 'http://app.example.org', 'x', '*', '']) {
    await expect(open({ headers: { origin } }).open()).rejects.toThrow('403');
  }
  for (const origin of [ORIGIN, app.url]) {
    const socket = await open({ headers: { origin } }).init();
    socket.close();
  }
});

test('upgrades elsewhere, or of another kind, are refused and leave nothing behind', async () => {
  const ask = (lines: string[]) =>
    new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\n\r\n`));
      let text = '';
      socket.on('data', (data) => {
        text += data.toString('latin1');
        if (text.includes('\r\n\r\n')) socket.destroy();
      });
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
    });
  const upgrade = (path: string, headers: string[]) => ask([`GET ${path} HTTP/1.1`, 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket', ...headers]);
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  expect(await upgrade('/explorer', [key, 'Sec-WebSocket-Version: 13'])).toMatch(/^HTTP\/1.1 404 /);
  expect(await upgrade('/graphql', ['Sec-WebSocket-Version: 13'])).toMatch(/^HTTP\/1.1 400 /);
  expect(await upgrade('/graphql', [key, 'Sec-WebSocket-Version: 99'])).toMatch(/^HTTP\/1.1 (400|426) /);
  expect(await upgrade('/graphql', ['Sec-WebSocket-Key: short', 'Sec-WebSocket-Version: 13'])).toMatch(/^HTTP\/1.1 400 /);
  // Another language of websockets is not agreed to; ours is.
  expect(await upgrade('/graphql', [key, 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Protocol: graphql-transport-ws'])).toMatch(/^HTTP\/1.1 101 [^]*Sec-WebSocket-Protocol: graphql-transport-ws/i);
  const foreign = await upgrade('/graphql', [key, 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Protocol: graphql-ws']);
  expect([foreign.slice(0, 13), /Sec-WebSocket-Protocol/i.test(foreign)]).toEqual(['HTTP/1.1 101 ', false]);
  await expectAlive();
});

test('an id that is taken closes the socket with 4409, however long it is', async () => {
  for (const id of ['taken', 'x'.repeat(50_000), '__proto__', '😀'.repeat(60)]) {
    const socket = await open().init(ada.token);
    const payload = { query: 'subscription { homeFeedEvents { __typename } }' };
    socket.send({ type: 'subscribe', id, payload });
    socket.send({ type: 'subscribe', id, payload });
    const { code } = await quickly(() => socket.closed);
    expect({ id: id.slice(0, 20), code }).toEqual({ id: id.slice(0, 20), code: 4409 });
  }
  await expectAlive();
});

test('L6: a socket may have 20 operations under way; the 21st is refused and the others go on', async () => {
  const socket = await open().init(ada.token);
  const post = await app.world.post(ada, 'watched');
  for (let i = 0; i < 20; i++) socket.send({ type: 'subscribe', id: `s${i}`, payload: { query: `subscription { postEvents(postId: "${post}") { __typename } }` } });
  const answer = await socket.ask('one too many', { query: '{ viewer { email } }' });
  expect(answer).toEqual({ type: 'error', payload: [expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', limit: 'operations' } })] });
  socket.send({ type: 'complete', id: 's0' });
  expect((await socket.ask('room again', { query: '{ viewer { user { username } } }' })).payload).toEqual({ data: { viewer: { user: { username: ada.username } } } });
  await socket.next((message) => message.id === 's19');
  await app.world.comment(ada, post, 'and heard');
  const added = { data: { postEvents: { __typename: 'CommentAdded' } } };
  await socket.next(({ id, payload }) => id === 's19' && JSON.stringify(payload) === JSON.stringify(added));
});
