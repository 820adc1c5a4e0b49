import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodePostId } from '../../src/kernel/global-id.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';
import { freePort, ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

const WRITERS = 8;
const KILLS = 3;

let app: TestApp;
const servers: ServerProcess[] = [];
beforeAll(async () => {
  // In this process: people and the reading afterwards. The worker that relays is the killed server's successor.
  app = await startTestApp({ env: { PLAZA_ROLE: 'api' } });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  await app.close();
});

test('kill -9 of the server under writes: every acknowledged post is there, once, and its event was relayed', async () => {
  const writers = await app.world.people(Array.from({ length: WRITERS }, () => 'writer'));
  const acknowledged: { id: string; text: string }[] = [];
  const port = await freePort();

  for (let round = 0; round < KILLS; round++) {
    const server = await ServerProcess.start(app.databases, app.masterSecret, port);
    servers.push(server);
    const before = acknowledged.length;
    const writing = writers.map((writer, i) => writeUntilItBreaks(server.url, writer, `round ${round} writer ${i}`, acknowledged));
    await Promise.race([until(() => acknowledged.length >= before + 40, 60_000), Promise.all(writing)]);
    await server.end('SIGKILL');
    await Promise.all(writing);
  }
  const successor = await ServerProcess.start(app.databases, app.masterSecret, port);
  servers.push(successor);
  await app.settled();

  expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * 40);
  expect(new Set(acknowledged.map(({ text }) => text)).size).toBe(acknowledged.length);
  const reader = new Client(successor.url);
  for (let start = 0; start < acknowledged.length; start += 100) {
    const batch = acknowledged.slice(start, start + 100);
    const { data } = await reader.query<{ nodes: ({ text: string } | null)[] }>('query($ids: [ID!]!) { nodes(ids: $ids) { ... on Post { text } } }', { ids: batch.map(({ id }) => id) });
    expect(data?.nodes.map((node) => node?.text)).toEqual(batch.map(({ text }) => text));
  }

  const postIds = acknowledged.map(({ id }) => decodePostId(id)!.id);
  const events = await app.plaza.stores.mongo
    .collection<{ type: string; position?: number; data: { postId: string } }>('events')
    .find({ type: 'PostCreated', 'data.postId': { $in: postIds } })
    .toArray();
  expect(events.map((event) => event.data.postId).sort()).toEqual([...postIds].sort());
  expect(events.every((event) => event.position !== undefined)).toBe(true);
}, 400_000);

/** Posts one text after the other and notes what was acknowledged, until the server is gone. */
async function writeUntilItBreaks(url: string, writer: Person, name: string, acknowledged: { id: string; text: string }[]): Promise<void> {
  const client = new Client(url, writer.token);
  for (let n = 0; ; n++) {
    const text = `${name} post ${n}`;
    try {
      const { data } = await client.query<{ createPost: { post: { id: string } } }>('mutation($input: CreatePostInput!) { createPost(input: $input) { post { id } } }', { input: { text } });
      acknowledged.push({ id: data!.createPost.post.id, text });
    } catch {
      return;
    }
  }
}
