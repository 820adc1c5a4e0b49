import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { newEvent, postTopic } from '../../src/kernel/event.js';
import { decodePostId } from '../../src/kernel/global-id.js';
import { HomeFeedEventsDocument, PostEventsDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a session that ends closes its sockets within a second; a dead token opens none', async () => {
  const [ada] = (await app.world.people(['ada'])) as [Person];
  const live = app.live(ada.token);
  const feed = live.subscribe(HomeFeedEventsDocument);
  await pause(300);
  await ada.client.query('mutation { logout(input: {}) { loggedOut } }');
  await until(() => live.closeCodes.length === 1, 1_000);
  expect(live.closeCodes).toEqual([4401]);
  await feed.until(({ ended }) => ended);

  const dead = app.live(ada.token);
  dead.subscribe(HomeFeedEventsDocument);
  const forged = app.live('forged');
  forged.subscribe(HomeFeedEventsDocument);
  await until(() => dead.closeCodes.length === 1 && forged.closeCodes.length === 1);
  expect([dead.closeCodes, forged.closeCodes]).toEqual([[4401], [4401]]);
});

/** A socket without a client library, which may say anything. */
function rawSocket(options: { origin?: string; protocol?: string } = {}) {
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, options.protocol ?? 'graphql-transport-ws', { origin: options.origin });
  const messages: { type: string; id?: string; payload?: unknown }[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as never));
  const ended = new Promise<number | string>((resolve) => {
    socket.on('close', resolve);
    socket.on('unexpected-response', (_request, response) => resolve(`HTTP ${response.statusCode}`));
    socket.on('error', (error) => resolve(error.message));
  });
  const opened = new Promise<void>((resolve) => socket.once('open', resolve));
  const say = (message: object | string) => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const greet = async () => {
    await opened;
    say({ type: 'connection_init' });
    await until(() => messages.some(({ type }) => type === 'connection_ack'));
  };
  return { socket, messages, ended, opened, say, greet };
}

test('what no client would say is answered with the code for it, and the process lives', async () => {
  const sayOnce = async (...messages: (object | string)[]) => {
    const raw = rawSocket();
    await raw.opened;
    for (const message of messages) raw.say(message);
    return raw.ended;
  };
  expect(await sayOnce('no json')).toBe(4400);
  expect(await sayOnce({ type: 'connection_init' }, { type: 'connection_init' })).toBe(4429);
  expect(await sayOnce({ type: 'subscribe', id: '1', payload: { query: '{ viewer { email } }' } })).toBe(4401);
  expect(await sayOnce({ type: 'connection_init', payload: { authorization: 7 } })).toBe(4401);
  expect(await sayOnce('x'.repeat(20 * 1024 * 1024))).toBe(1009);
  const broken = rawSocket();
  await broken.opened;
  (broken.socket as unknown as { _socket: { write(data: Buffer): void } })._socket.write(Buffer.from([0xff, 0xff, 1, 2, 3]));
  expect(await broken.ended).toBe(1002);
  expect(await rawSocket({ origin: 'https://evil.example' }).ended).toBe('HTTP 403');
  const started = Date.now();
  expect(await rawSocket().ended).toBe(4408);
  expect(Date.now() - started).toBeLessThan(6_000);
  expect((await app.client().query('{ __typename }')).status).toBe(200);
});

test('a wrong document is the answer to its operation alone; bounds are those of HTTP', async () => {
  const raw = rawSocket();
  await raw.greet();
  const documents: Record<string, string> = {
    empty: '',
    syntax: '{',
    unknown: '{ nope }',
    brackets: '{'.repeat(20_000),
    aliases: `{ ${Array.from({ length: 1_000 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
    rows: '{ publicFeed(first: 100) { edges { node { comments(first: 100) { edges { node { replies(first: 100) { edges { node { id } } } } } } } } } }',
  };
  for (const [id, query] of Object.entries(documents)) raw.say({ type: 'subscribe', id, payload: { query } });
  raw.say({ type: 'subscribe', id: 'good', payload: { query: '{ viewer { email } }' } });
  await until(() => raw.messages.some(({ type, id }) => type === 'complete' && id === 'good'));

  for (const id of Object.keys(documents)) {
    const answer = raw.messages.find((message) => message.id === id);
    expect({ id, type: answer?.type, codes: (answer?.payload as { extensions: { code: string } }[])?.map((error) => error.extensions.code) }).toEqual({
      id,
      type: 'error',
      codes: [expect.stringMatching(/^(BAD_USER_INPUT|GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED)$/)],
    });
  }
  expect(raw.messages.find(({ id, type }) => id === 'good' && type === 'next')?.payload).toEqual({ data: { viewer: null } });

  const [ada] = (await app.world.people(['ada'])) as [Person];
  const openPost = await app.world.post(ada, 'Open to all');
  for (let i = 0; i < 21; i++) raw.say({ type: 'subscribe', id: `s${i}`, payload: { query: 'subscription($p: ID!) { postEvents(postId: $p) { __typename } }', variables: { p: openPost } } });
  await until(() => raw.messages.some(({ id, type }) => id === 's20' && type === 'error'));
  expect(raw.messages.filter(({ id, type }) => id?.startsWith('s') && type === 'error').map(({ id }) => id)).toContain('s20');
  raw.socket.close();
});

test('whoever does not read is closed with 4429, and nobody else waits for them', async () => {
  const [ada, bob] = (await app.world.people(['ada', 'bob'])) as [Person, Person];
  const post = await app.world.post(ada, 'Busy '.repeat(800));
  const quick = app.live(bob.token).subscribe(PostEventsDocument, { postId: post });
  const slow = rawSocket();
  await slow.greet();
  slow.say({ type: 'subscribe', id: '1', payload: { query: 'subscription($p: ID!) { postEvents(postId: $p) { ... on PostEdited { post { text } } } }', variables: { p: post } } });
  await until(() => slow.messages.some(({ id, type }) => id === '1' && type === 'next'));
  slow.socket.pause();

  const ref = decodePostId(post)!;
  const { commit, announcer } = app.plaza.assembly.inMongo;
  let told = 0;
  let began = 0;
  // The kernel would buffer all of this: only the ping that nobody answers tells that nobody reads.
  while (began === 0 || Date.now() - began < 9_000) {
    if (began === 0 && quick.received.length > 10) began = Date.now();
    const events = Array.from({ length: 10 }, () =>
      newEvent({ type: 'PostEdited', topics: [postTopic(ref.id)], occurredAt: new Date(), actorId: null, data: { postId: ref.id, authorId: ref.authorId, rev: ++told } }),
    );
    await commit.run((tx) => announcer.announce(tx, ...events));
    await pause(50);
  }
  slow.socket.resume();
  expect(await slow.ended).toBe(4429);
  await quick.until(({ received }) => received.length === told, 10_000);
  expect(quick.ended).toBe(false);
});
