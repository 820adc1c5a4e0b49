import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { RebuildFeedDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

const FEED = `query($first: Int!, $after: Cursor) { homeFeed(first: $first, after: $after) {
  state completeSince marker { cursor } edges { cursor reason { kind tag repostedBy { username } } node { id text } } pageInfo { hasNextPage endCursor } } }`;

interface Edge {
  readonly cursor: string;
  readonly reason: { readonly kind: string; readonly tag: string | null; readonly repostedBy: readonly { readonly username: string }[] };
  readonly node: { readonly id: string; readonly text: string };
}
interface Feed {
  readonly state: string;
  readonly completeSince: string | null;
  readonly marker: { readonly cursor: string } | null;
  readonly edges: readonly Edge[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

let app: TestApp;
let redis: Redis;
let reader: Person;
let [ann, bob, cat]: Person[] = [];

beforeAll(async () => {
  app = await startTestApp({ env: { HOME_TIMELINES: 'true', HOME_TIMELINE_ENTRIES: '10', FAN_OUT_BATCH: '2', FAN_OUT_MOST_FOLLOWERS: '5' } });
  redis = new Redis(app.databases.urls.redisCacheUrl);
});
afterAll(async () => {
  redis.disconnect();
  await app.close();
});
beforeEach(async () => {
  [reader, ann, bob, cat] = (await app.world.people(['reader', 'ann', 'bob', 'cat'])) as [Person, Person, Person, Person];
  for (const who of [ann!, bob!]) await app.world.follow(reader, who);
});

const keyOf = ({ userId }: Person) => `plaza:home:{${userId}}`;

async function home(who = reader, first = 20, after: string | null = null): Promise<Feed> {
  const { data, errors } = await who.client.query<{ homeFeed: Feed }>(FEED, { first, after });
  expect(errors).toEqual([]);
  return data!.homeFeed;
}
const textsOf = ({ edges }: Feed) => edges.map(({ node }) => node.text);

/** Reads until the timeline is there. */
async function warm(who = reader): Promise<Feed> {
  await app.settled();
  await home(who);
  await until(async () => (await home(who)).state === 'FRESH');
  return home(who);
}

const say = (who: Person | undefined, text: string, visibility?: 'FOLLOWERS') => app.world.post(who!, text, visibility);

test('a timeline is built by the first read, and what is published comes into it', async () => {
  await say(ann, 'one');
  expect(await home()).toMatchObject({ state: 'REBUILDING', completeSince: null });
  expect(textsOf(await warm())).toEqual(['one']);
  await say(bob, 'two');
  await say(cat, 'not followed');
  await app.settled();
  expect(await redis.zcard(keyOf(reader))).toBe(3);
  expect(await home()).toMatchObject({ state: 'FRESH' });
  expect(textsOf(await home())).toEqual(['two', 'one']);
});

test('nobody who does not read has a timeline, and one that is not read goes', async () => {
  await say(ann, 'one');
  await app.settled();
  expect(await redis.exists(keyOf(reader))).toBe(0);
  await warm();
  expect(await redis.pttl(keyOf(reader))).toBeGreaterThan(13 * 86_400_000);
  await redis.pexpire(keyOf(reader), 60_000);
  await home();
  expect(await redis.pttl(keyOf(reader))).toBeGreaterThan(13 * 86_400_000);
});

test('one\'s own post is there at once, without waiting for anything', async () => {
  await warm();
  for (let i = 0; i < 10; i++) {
    await say(reader, `mine ${i}`);
    expect(textsOf(await home(reader, 1))).toEqual([`mine ${i}`]);
  }
});

test('so is one\'s own repost', async () => {
  const posts = await Promise.all(Array.from({ length: 5 }, (_, i) => say(cat, `of cat ${i}`)));
  await warm();
  for (const post of posts) {
    await app.world.repost(reader, post);
    expect(await home(reader, 1)).toMatchObject({ state: 'FRESH', edges: [{ node: { id: post } }] });
  }
});

test('a post that many strangers reposted first stands at the first repost by somebody whom one follows', async () => {
  await warm();
  const strangers = await app.world.people(Array.from({ length: 8 }, () => 'stranger'));
  const post = await say(cat, 'of cat');
  for (const who of [...strangers, ann!, bob!]) await app.world.repost(who, post);
  await app.settled();
  const { state, edges } = await home();
  expect([state, edges.map(({ node, reason }) => [node.id, reason.repostedBy.map(({ username }) => username)])]).toEqual(['FRESH', [[post, [ann!.username]]]]);
});

test('a follow, an unfollow, a block, a mute, a deletion, an edit and a change of privacy show at once on a timeline that is warm', async () => {
  await say(cat, 'of cat');
  const second = await say(bob, 'of bob');
  await say(ann, 'of ann');
  expect(textsOf(await warm())).toEqual(['of ann', 'of bob']);
  await app.world.follow(reader, cat!);
  expect(await home()).toMatchObject({ state: 'FRESH' });
  expect(textsOf(await home())).toEqual(['of ann', 'of bob', 'of cat']);
  const act = async (who: Person, mutation: string, input: string) => expect((await who.client.query(`mutation { ${mutation}(input: { ${input} }) { userErrors { code } } }`)).errors).toEqual([]);
  await act(reader, 'muteUser', `userId: "${ann!.id}"`);
  expect(textsOf(await home())).toEqual(['of bob', 'of cat']);
  await act(reader, 'unmuteUser', `userId: "${ann!.id}"`);
  await act(reader, 'muteThread', `postId: "${second}"`);
  expect(textsOf(await home())).toEqual(['of ann', 'of cat']);
  await act(reader, 'unmuteThread', `postId: "${second}"`);
  await act(bob!, 'editPost', `postId: "${second}", text: "of bob, edited", expectedVersion: 1`);
  expect(textsOf(await home())).toEqual(['of ann', 'of bob, edited', 'of cat']);
  await act(bob!, 'deletePost', `postId: "${second}"`);
  await act(reader, 'unfollowUser', `userId: "${cat!.id}"`);
  expect(textsOf(await home())).toEqual(['of ann']);
  await app.world.block(ann!, reader);
  expect(await home()).toMatchObject({ state: 'FRESH', edges: [] });
});

test('a merge takes in what somebody has published before they were followed', async () => {
  await warm();
  for (const i of [1, 2, 3]) await say(cat, `old ${i}`);
  await app.world.follow(reader, cat!);
  await app.settled();
  // The header, and three posts: nothing is read beside it any more.
  expect(await redis.zcard(keyOf(reader))).toBe(4);
  expect(textsOf(await home())).toEqual(['old 3', 'old 2', 'old 1']);
});

test('beyond its cap the same cursor goes on in the stores, and completeSince says where', async () => {
  for (let i = 0; i < 30; i++) await say([ann, bob][i % 2], `post ${i}`);
  const all = Array.from({ length: 30 }, (_, i) => `post ${29 - i}`);
  const first = await warm();
  expect(textsOf(await home(reader, 30))).toEqual(all);
  expect(Date.parse(first.completeSince!)).toBeLessThanOrEqual(Date.now());
  expect(await redis.zcard(keyOf(reader))).toBeLessThanOrEqual(10 + 1);
  for (const size of [1, 4, 7]) {
    const texts: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page: Feed = await home(reader, size, after);
      expect(page.state).toBe('FRESH');
      texts.push(...textsOf(page));
      [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
    }
    expect(texts).toEqual(all);
  }
  for (let i = 30; i < 45; i++) await say(ann, `post ${i}`);
  await app.settled();
  expect(await redis.zcard(keyOf(reader))).toBeLessThanOrEqual(11 + 1);
  expect(textsOf(await home(reader, 45))).toEqual(Array.from({ length: 45 }, (_, i) => `post ${44 - i}`));
});

test('of somebody with many followers nothing is pushed any more, and nothing is missing, also when they have few again', async () => {
  await say(ann, 'before');
  await warm();
  const fans = await app.world.people(Array.from({ length: 5 }, (_, i) => `fan${i}`));
  for (const fan of fans) await app.world.follow(fan, ann!);
  await say(ann, 'crossing');
  await app.settled();
  await say(ann, 'above');
  expect(textsOf(await home())).toEqual(['above', 'crossing', 'before']);
  for (const fan of fans) await fan.client.query(`mutation { unfollowUser(input: { userId: "${ann!.id}" }) { userErrors { code } } }`);
  await say(ann, 'below again');
  await app.settled();
  expect(textsOf(await home())).toEqual(['below again', 'above', 'crossing', 'before']);
  // What was published since the threshold was crossed is not in the timeline.
  expect(await redis.zcard(keyOf(reader))).toBe(2);
});

test('many reposts of one post are one item, at the earliest of them, with those who brought it', async () => {
  const post = await say(cat, 'handed on');
  await say(ann, 'between');
  for (const who of [bob!, ann!]) await who.client.query(`mutation { repostPost(input: { postId: "${post}" }) { userErrors { code } } }`);
  await say(bob, 'last');
  for (const feed of [await home(), await warm(), await home()]) {
    expect(textsOf(feed)).toEqual(['last', 'handed on', 'between']);
    expect(feed.edges[1]!.reason).toEqual({ kind: 'REPOST', tag: null, repostedBy: [bob, ann].map((who) => ({ username: who!.username })) });
  }
  await bob!.client.query(`mutation { undoRepost(input: { postId: "${post}" }) { userErrors { code } } }`);
  expect((await home()).edges.find(({ node }) => node.id === post)!.reason.repostedBy).toEqual([{ username: ann!.username }]);
});

test('a post that crowds have reposted before is still there once, by the exact look', async () => {
  const post = await say(cat, 'famous');
  const crowd = await app.world.people(Array.from({ length: 8 }, (_, i) => `crowd${i}`));
  for (const who of [...crowd, ann!, bob!]) await who.client.query(`mutation { repostPost(input: { postId: "${post}" }) { userErrors { code } } }`);
  for (const feed of [await home(), await warm()]) {
    expect(feed.edges.map(({ reason }) => reason)).toEqual([{ kind: 'REPOST', tag: null, repostedBy: [{ username: ann!.username }] }]);
  }
});

test('a timeline that is lost in the middle of paging, or belongs to another life of Redis, loses nothing', async () => {
  for (let i = 0; i < 8; i++) await say(ann, `post ${i}`);
  await warm();
  const { endCursor } = (await home(reader, 3)).pageInfo;
  await redis.del(keyOf(reader));
  expect(await home(reader, 20, endCursor)).toMatchObject({ state: 'REBUILDING', edges: Array.from({ length: 5 }, (_, i) => ({ node: { text: `post ${4 - i}` } })) });
  await warm();
  // As if it had been kept by a Redis that has forgotten what came since.
  const [header] = await redis.zrangeBuffer(keyOf(reader), 0, 0);
  await redis.zrem(keyOf(reader), header!);
  await redis.zadd(keyOf(reader), 0, Buffer.concat([header!.subarray(0, 33), Buffer.from('anotherlife!'), header!.subarray(45)]));
  expect(await home()).toMatchObject({ state: 'REBUILDING', edges: { length: 8 } });
});

test('what is published while a timeline is built is in it', async () => {
  for (let round = 0; round < 5; round++) {
    await redis.del(keyOf(reader));
    await Promise.all([home(), say(ann, `a${round}`), say(bob, `b${round}`), home()]);
    await app.settled();
    await app.plaza.assembly.feeds.idle();
    expect((await warm()).edges).toHaveLength(2 * (round + 1));
  }
});

test('a timeline is made anew for whoever asks, once however often they do, and they may watch', async () => {
  await say(ann, 'one');
  await warm();
  // As nothing can: an entry that was lost.
  await redis.zremrangebyrank(keyOf(reader), 1, 1);
  expect(textsOf(await home())).toEqual([]);
  const asked = await Promise.all(['a', 'a', 'b'].map(async (idempotencyKey) => (await reader.client.get(RebuildFeedDocument, { input: { idempotencyKey } })).rebuildFeed!.job!));
  expect(asked[0]).toMatchObject({ kind: 'feeds.rebuild', id: asked[1]!.id });
  expect(asked[2]!.id).not.toBe(asked[0]!.id);
  await app.settled();
  expect(textsOf(await home())).toEqual(['one']);
  for (const { id } of asked) expect((await reader.client.query(`{ job(id: "${id}") { state } }`)).data).toEqual({ job: { state: 'DONE' } });
  expect((await ann!.client.query(`{ job(id: "${asked[0]!.id}") { state } }`)).data).toEqual({ job: null });
});
