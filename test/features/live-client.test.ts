import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { LiveStreamError } from '../../examples/live-client/give-up.js';
import { type LiveEvent, type LiveStream, liveStream, type LiveStreamOptions } from '../../examples/live-client/live-stream.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';
import { Wire } from '../support/wire.js';
import { MEMBERS_PASSWORD, type Person } from '../support/world.js';

const QUERY = 'subscription ($postId: ID!, $after: Cursor) { postEvents(postId: $postId, after: $after) { __typename ... on LiveEvent { cursor } ... on CommentAdded { comment { text } } } }';

let app: TestApp;
let wire: Wire;
const endings: (() => void)[] = [];
beforeAll(async () => {
  app = await startTestApp();
  wire = await Wire.before(app.url);
});
afterAll(async () => {
  for (const end of endings) end();
  await wire.close();
  await app.close();
});

interface Told extends LiveEvent {
  readonly comment?: { readonly text: string };
}

class Listener {
  readonly texts: string[] = [];
  readonly gaps: LiveEvent[] = [];
  ended: LiveStreamError | null | undefined;
  readonly stream: LiveStream;
  readonly socket: Client;

  constructor(postId: string, token: () => string, options: Partial<LiveStreamOptions<Told>> = {}) {
    this.socket = createClient({ url: `ws://127.0.0.1:${wire.port}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: () => ({ authorization: `Bearer ${token()}` }) });
    this.stream = liveStream<Told>(this.socket, {
      query: QUERY,
      variables: { postId },
      onEvent: ({ comment }) => comment && this.texts.push(comment.text),
      onGap: (notice) => this.gaps.push(notice),
      onEnd: (error) => (this.ended = error),
      backoff: () => 20,
      ...options,
    });
    endings.push(() => this.stream.end());
  }

  hears(...texts: string[]): Promise<void> {
    return until(() => this.texts.join() === texts.join(), 10_000);
  }
}

test('B2: a client that was cut off hears what was said meanwhile, once and in order', async () => {
  const [ada, bob] = (await app.world.people(['ada', 'bob'])) as [Person, Person];
  const post = await app.world.post(ada, 'Listen');
  const listener = new Listener(post, () => bob.token);
  await until(() => listener.stream.cursor !== null);
  await app.world.comment(ada, post, 'one');
  await listener.hears('one');
  wire.cutAll();
  await app.world.comment(ada, post, 'two');
  await app.world.comment(ada, post, 'three');
  await listener.hears('one', 'two', 'three');

  // The same later, from a cursor that was kept.
  const kept = listener.stream.cursor;
  listener.stream.end();
  await until(() => wire.size === 0);
  await app.world.comment(ada, post, 'four');
  const later = new Listener(post, () => bob.token, { after: kept });
  await later.hears('four');
  expect([listener.texts, listener.gaps, later.gaps]).toEqual([['one', 'two', 'three'], [], []]);
});

test('a session that ends asks for another token, and goes on where it stood', async () => {
  const bob = await app.world.member('bob');
  const ada = await app.world.person('ada');
  const post = await app.world.post(ada, 'Listen');
  let { token } = bob;
  const renewToken = async () => void ({ token } = await app.world.signedIn(bob));
  const [renewing, giving] = [new Listener(post, () => token, { renewToken }), new Listener(post, () => bob.token)];
  await until(() => [renewing, giving].every(({ stream }) => stream.cursor !== null));
  await bob.client.query('mutation { logout(input: {}) { loggedOut } }');
  await app.world.comment(ada, post, 'one');
  await renewing.hears('one');
  await until(() => giving.ended !== undefined);
  expect(giving.ended).toMatchObject({ code: 4401 });
});

test('gives up where trying again is no use: a post that is not there, a cursor that is forged', async () => {
  const ada = await app.world.person('ada');
  const post = await app.world.post(ada, 'Gone');
  const forged = new Listener(post, () => ada.token, { after: 'AQAB' });
  await until(() => forged.ended !== undefined);
  await ada.client.query('mutation($i: DeletePostInput!) { deletePost(input: $i) { deletedPostId } }', { i: { postId: post } });
  const absent = new Listener(post, () => ada.token);
  await until(() => absent.ended !== undefined);
  expect([forged.ended?.code, absent.ended?.code]).toEqual(['BAD_USER_INPUT', 'NOT_FOUND']);
});

test('the example for Apollo Client shows the feed, and what is posted', async () => {
  const ada = await app.world.member('ada');
  await app.world.post(ada, 'Before it listened');
  const env = { ...process.env, PLAZA_URL: `http://127.0.0.1:${wire.port}/graphql` };
  const child: ChildProcess = spawn(process.execPath, ['--no-warnings', '--import', './examples/typescript.mjs', 'examples/apollo-client/listen.ts', ada.username, MEMBERS_PASSWORD], { env });
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  try {
    await until(() => said.includes('Before it listened'), 30_000).catch(() => expect(said).toContain('Before it listened'));
    // It subscribes beside its query: what is said once more is heard at the latest.
    await until(async () => {
      await app.world.post(ada, 'While it listens');
      await sleep(500);
      return said.includes('While it listens');
    }, 30_000).catch(() => expect(said).toContain('While it listens'));
    wire.cutAll();
    await until(() => said.includes('interrupted'), 30_000).catch(() => expect(said).toContain('interrupted'));
    await app.world.post(ada, 'After the cut');
    await until(() => said.includes('After the cut'), 30_000).catch(() => expect(said).toContain('After the cut'));
  } finally {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
});
