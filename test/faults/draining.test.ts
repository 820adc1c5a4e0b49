import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type LiveEvent, liveStream } from '../../examples/live-client/live-stream.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { freePort, ServerProcess } from '../support/server-process.js';
import { SteadyLoad } from '../support/steady-load.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

const SOCKETS = 200;
const DELAY_MS = 8_000;

let app: TestApp;
let ada: Person;
let postId: string;
const servers: ServerProcess[] = [];
beforeAll(async () => {
  // In this process: people, and the reading afterwards. What is stopped are processes of their own.
  app = await startTestApp({ env: { PLAZA_ROLE: 'api' } });
  ada = await app.world.person('ada');
  postId = await app.world.post(ada, 'Come and go');
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  await app.close();
});

async function start(port: number, settings: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await ServerProcess.start(app.databases, app.masterSecret, port, { MAX_ANONYMOUS_SOCKETS_PER_ADDRESS: '1000', ...settings });
  servers.push(server);
  return server;
}

/** Reads and writes by turns; every write is another post. */
function write(n: number): { body: string; token: string } {
  const post = { query: 'mutation($i: CreatePostInput!) { createPost(input: $i) { post { id } userErrors { code } } }', variables: { i: { text: `Steady ${n}` } } };
  const read = { query: 'query($id: ID!) { node(id: $id) { ... on Post { text author { username } } } }', variables: { id: postId } };
  return { body: JSON.stringify(n % 4 === 0 ? post : read), token: ada.token };
}

/** Where /readyz stands, as a balancer sees it that asks often. */
async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/readyz`, { headers: { connection: 'close' } }).catch(() => null))?.ok ?? false;
}

test('X1: SIGTERM under load: unready at once, no request fails, sockets are sent elsewhere with 1001, nothing is left behind, exit code 0 within ten seconds', async () => {
  const server = await start(await freePort(), { DRAIN_DELAY_MS: String(DELAY_MS) });
  const codes: number[] = [];
  let open = 0;
  const sockets = Array.from({ length: SOCKETS }, () =>
    createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      lazy: false,
      retryAttempts: 0,
      onNonLazyError: () => undefined,
      on: { connected: () => open++, closed: (event) => codes.push((event as { code: number }).code) },
    }),
  );
  for (const socket of sockets) socket.subscribe({ query: 'subscription($id: ID!) { postEvents(postId: $id) { __typename } }', variables: { id: postId } }, { next: () => undefined, error: () => undefined, complete: () => undefined });
  await until(() => open === SOCKETS, 30_000);
  let noticed = false;
  const load = new SteadyLoad({ perSecond: 200, lanes: 20, pick: () => (noticed ? [] : [server.url]), write });
  await until(() => load.answered.length > 200, 30_000);

  const toldAt = performance.now();
  const ended = server.end('SIGTERM');
  await until(async () => !(await isReady(server.url)), 1_000);
  const whenUnready = load.answered.length;
  // A balancer takes its time, and that time is what the delay is for.
  await until(() => load.answered.length > whenUnready + 60, DELAY_MS);
  noticed = true;
  const code = await ended;
  const tookMs = performance.now() - toldAt;
  await load.stop();

  expect(load.failed).toEqual([]);
  expect(load.refused).toBe(0);
  expect(load.answered.slice(-20).map(({ closes }) => closes)).toEqual(Array.from({ length: 20 }, () => true));
  await until(() => codes.length === SOCKETS);
  expect(new Set(codes)).toEqual(new Set([1001]));
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(DELAY_MS + 10_000);
  expect(await app.plaza.stores.mongo.collection('leases').countDocuments()).toBe(0);
  for (const socket of sockets) await socket.dispose();
});

test('X1: a second signal ends it at once, and says so', async () => {
  const server = await start(await freePort(), { DRAIN_DELAY_MS: '60000' });
  server.signal('SIGTERM');
  await until(async () => !(await isReady(server.url)), 10_000);
  expect(await server.end('SIGTERM')).toBe(130);
  expect(server.said).toContain('Asked to stop again (SIGTERM): ending now.');
});

test('X2: two processes are started anew one after the other under load: no request fails, where a refused connection is tried at the other, and whoever listens hears everything once, in order', async () => {
  const ports = [await freePort(), await freePort()];
  const settings = { DRAIN_DELAY_MS: '2000' };
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const running = await Promise.all(ports.map((port) => start(port, settings)));
  const ready = new Set(urls);
  let balancing = true;
  const watching = Promise.all(
    urls.map(async (url) => {
      for (; balancing; await sleep(50)) ready[(await isReady(url)) ? 'add' : 'delete'](url);
    }),
  );
  const bob = await app.world.person('bob');
  await app.world.follow(bob, ada);
  const listeners = Array.from({ length: 5 }, (_, i) => listen(bob, () => [...ready][i % ready.size] ?? urls[0]!));
  await until(() => listeners.every(({ stream }) => stream.cursor !== null), 30_000);
  let turn = 0;
  const load = new SteadyLoad({ perSecond: 100, lanes: 10, pick: () => (turn++ % 2 === 0 ? [...ready] : [...ready].reverse()), write });
  for (const [i, port] of ports.entries()) {
    const before = load.answered.length;
    await until(() => load.answered.length > before + 100, 30_000);
    expect(await running[i]!.end('SIGTERM')).toBe(0);
    running[i] = await start(port, settings);
  }
  const before = load.answered.length;
  await until(() => load.answered.length > before + 100, 30_000);
  await load.stop();
  balancing = false;
  await watching;
  expect(load.failed).toEqual([]);

  // What was acknowledged is there, from whichever process.
  await app.settled();
  const created = load.answered.flatMap(({ body }) => /"createPost":\{"post":\{"id":"([^"]+)"/.exec(body)?.[1] ?? []);
  expect(created.length).toBeGreaterThan(50);
  for (let at = 0; at < created.length; at += 100) {
    const { data } = await ada.client.query<{ nodes: ({ text: string } | null)[] }>('query($ids: [ID!]!) { nodes(ids: $ids) { ... on Post { text } } }', { ids: created.slice(at, at + 100) });
    expect(data?.nodes.every((node) => node?.text.startsWith('Steady'))).toBe(true);
  }
  // By then the last event has a position, and every listener was at most cut off twice.
  await until(() => listeners.every(({ heard }) => new Set(heard).size >= created.length), 60_000);
  for (const { heard, troubles, interruptions, stream } of listeners) {
    expect(heard.length).toBe(created.length);
    expect([...heard].sort()).toEqual([...created].sort());
    expect(troubles).toEqual([]);
    expect(interruptions).toContain(1001);
    stream.end();
  }
  // One order for all of them.
  expect(new Set(listeners.map(({ heard }) => heard.join(' '))).size).toBe(1);
  for (const { client } of listeners) await client.dispose();
  expect(await Promise.all(running.map((server) => server.end('SIGTERM')))).toEqual([0, 0]);
}, 240_000);

/** Listens to a home feed as an app does that has taken over the helper of examples/, at whichever process is ready. */
function listen(person: Person, pick: () => string) {
  const heard: string[] = [];
  const troubles: string[] = [];
  const interruptions: unknown[] = [];
  const client = createClient({ url: () => `${pick().replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { authorization: `Bearer ${person.token}` } });
  const stream = liveStream<LiveEvent & { readonly post?: { readonly id: string } }>(client, {
    query: 'subscription ($after: Cursor) { homeFeedEvents(after: $after) { __typename ... on LiveEvent { cursor } ... on PostAdded { post { id } } } }',
    onEvent: ({ post }) => void (post && heard.push(post.id)),
    onGap: () => void troubles.push('a gap'),
    onEnd: (error) => void troubles.push(error?.message ?? 'an end'),
    onRetry: (why) => void interruptions.push((why as { code?: unknown }).code),
  });
  return { heard, troubles, interruptions, client, stream };
}
