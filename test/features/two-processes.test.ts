import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { HomeFeedEventsDocument, PostEventsDocument } from '../generated/operations.js';
import type { TestApp } from '../support/app.js';
import { type Pair, startPair } from '../support/pair.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

let pair: Pair;
let one: TestApp;
let other: TestApp;

beforeAll(async () => {
  pair = await startPair({ ENTITY_CACHE: 'true', ANSWER_CACHE_SECONDS: '30' });
  ({ one, other } = pair);
});
afterAll(() => pair.close());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** The same person, speaking to the other process. */
const there = (person: Person) => other.client(person.token);
const textOf = async (app: TestApp, postId: string, token: string | null = null) =>
  ((await app.client(token).query<{ post: { text: string } | null }>('query($id: ID!) { post(id: $id) { text } }', { id: postId })).data?.post ?? null)?.text ?? null;

async function takeRedisAway(): Promise<void> {
  for (const proxy of pair.proxies) proxy.takeAway();
  await pause(300);
}

/** As after a restart: what the cache held is gone. */
async function bringRedisBack({ emptied }: { readonly emptied: boolean }): Promise<void> {
  if (emptied) {
    const redis = new Redis(one.databases.urls.redisCacheUrl!);
    await redis.flushdb();
    await redis.quit();
  }
  for (const proxy of pair.proxies) proxy.bringBack();
}

test('a comment made on one process arrives at a subscriber of the other', async () => {
  const [ada, bob] = (await one.world.people(['ada', 'bob'])) as [Person, Person];
  await one.world.follow(bob, ada);
  const feed = await other.live(bob.token).subscribe(HomeFeedEventsDocument).opened();
  const post = await one.world.post(ada, 'Hello from here');
  await feed.until(({ received }) => received.length === 1);
  const events = await other.live(bob.token).subscribe(PostEventsDocument, { postId: post }).opened();
  await one.world.comment(ada, post, 'Can you hear me?');
  await events.until(({ received }) => received.some(({ postEvents }) => postEvents.__typename === 'CommentAdded'));
});

test('a mutation that one process answered is what the other reads, cached answers included', async () => {
  const [ada] = (await one.world.people(['ada'])) as [Person];
  const post = await one.world.post(ada, 'Soon gone');
  expect([await textOf(one, post), await textOf(other, post)]).toEqual(['Soon gone', 'Soon gone']);
  await ada.client.query('mutation($i: DeletePostInput!) { deletePost(input: $i) { deletedPostId } }', { i: { postId: post } });
  expect([await textOf(other, post), await textOf(one, post), await textOf(other, post, ada.token)]).toEqual([null, null, null]);
});

test('S2, S4: a session that ends on one process ends on the other, sockets included', async () => {
  const [ada] = (await one.world.people(['ada'])) as [Person];
  const live = other.live(ada.token);
  live.subscribe(HomeFeedEventsDocument);
  expect((await there(ada).query('{ viewer { email } }')).status).toBe(200);
  await pause(300);
  await ada.client.query('mutation { logout(input: {}) { loggedOut } }');
  await until(async () => (await there(ada).query('{ viewer { email } }')).status === 401, 1_000);
  await until(() => live.closeCodes[0] === 4401, 1_000);
});

test.each([
  { emptied: false, how: 'with what it held' },
  { emptied: true, how: 'empty' },
])('while Redis is away, and after it is back $how, access is right and events go on', async ({ emptied }) => {
  const [ada, bob, eve] = (await one.world.people(['ada', 'bob', 'eve'])) as [Person, Person, Person];
  await one.world.follow(bob, ada);
  const [kept, removed, late] = [await one.world.post(ada, 'Kept'), await one.world.post(ada, 'Removed'), await one.world.post(ada, 'Late')];
  // Warm, so that something outdated could be served.
  for (const app of [one, other]) for (const post of [kept, removed, late]) expect(await textOf(app, post)).not.toBeNull();
  expect(await textOf(other, kept, eve.token)).toBe('Kept');
  // What was posted is not to be heard.
  await one.settled();
  const feed = await other.live(bob.token).subscribe(HomeFeedEventsDocument).opened();
  const watched = await other.live(eve.token).subscribe(PostEventsDocument, { postId: kept }).opened();

  await takeRedisAway();
  const written = await whilePosting(ada, async () => {
    await ada.client.query('mutation($i: DeletePostInput!) { deletePost(input: $i) { deletedPostId } }', { i: { postId: removed } });
    await one.world.block(ada, eve);
    expect(await textOf(other, removed)).toBeNull();
    expect(await textOf(other, kept, eve.token)).toBeNull();
    await watched.until(({ ended }) => ended, 2_000);
    const [mal] = (await one.world.people(['mal'])) as [Person];
    expect((await there(mal).query('{ viewer { email } }')).status).toBe(200);
    await mal.client.query('mutation { logout(input: {}) { loggedOut } }');
    await until(async () => (await there(mal).query('{ viewer { email } }')).status === 401, 1_000);

    await bringRedisBack({ emptied });
    // What was narrowed while Redis was away must not come back with it.
    for (const backSince = Date.now(); Date.now() - backSince < 4_000; await pause(50)) {
      expect([await textOf(other, removed), await textOf(one, removed)]).toEqual([null, null]);
    }
    await ada.client.query('mutation($i: DeletePostInput!) { deletePost(input: $i) { deletedPostId } }', { i: { postId: late } });
    expect(await textOf(other, late)).toBeNull();
  });
  await feed.until(({ received }) => received.filter(({ homeFeedEvents }) => homeFeedEvents.__typename === 'PostAdded').length === written, 10_000);
  const texts = feed.received.flatMap(({ homeFeedEvents }) => (homeFeedEvents.__typename === 'PostAdded' ? [homeFeedEvents.post.text] : []));
  expect(texts).toEqual(Array.from({ length: written }, (_, i) => `During ${i + 1}`));
  expect(feed.ended).toBe(false);
});

/** Posts and posts while `work` runs; gives how many posts were acknowledged. */
async function whilePosting(author: Person, work: () => Promise<void>): Promise<number> {
  let written = 0;
  let working = true;
  const posting = (async () => {
    for (; working; await pause(50)) await one.world.post(author, `During ${++written}`);
  })();
  try {
    await work();
  } finally {
    working = false;
    await posting;
  }
  return written;
}
