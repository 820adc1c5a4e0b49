import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mintId, type UserId } from '../../src/kernel/ids.js';
import type { PostRow } from '../../src/modules/posts/post.entity.js';
import { HomeFeedDocument, RankedFeedDocument, type RankedFeedQuery } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Bulk, globalIdOfPost } from '../support/bulk.js';
import type { Person } from '../support/world.js';

let app: TestApp;
let bulk: Bulk;
let reader: Person;
let [loud, calm]: Person[] = [];
beforeAll(async () => {
  app = await startTestApp();
  bulk = new Bulk(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  [reader, loud, calm] = (await app.world.people(['reader', 'loud', 'calm'])) as [Person, Person, Person];
  await app.world.follow(reader, loud!);
  await app.world.follow(reader, calm!);
});

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
const postsAt = (author: Person | UserId, ages: readonly number[], facts: Partial<PostRow> = {}): Promise<PostRow[]> => {
  const authorId = typeof author === 'string' ? author : author.userId;
  return bulk.posts(ages.map((hours) => ({ authorId, _id: mintId(hoursAgo(hours)), createdAt: hoursAgo(hours), ...facts })));
};

type Feed = RankedFeedQuery['homeFeed'];
const ranked = async (args: { first?: number; after?: string | null } = {}, who = reader): Promise<Feed> => (await who.client.get(RankedFeedDocument, args)).homeFeed;
const idsOf = ({ edges }: { readonly edges: readonly { readonly node: { readonly id: string } }[] }) => edges.map(({ node }) => node.id);

async function toTheEnd(first: number, between: () => Promise<void> = async () => undefined): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null | undefined = null, pages = 0; pages < 60; pages++) {
    const feed: Feed = await ranked({ first, after });
    ids.push(...idsOf(feed));
    if (!feed.pageInfo.hasNextPage) return ids;
    after = feed.pageInfo.endCursor;
    await between();
  }
  throw new Error('The feed has no end.');
}

test('the best comes first, and each item says how it came to its place', async () => {
  const [talked] = await postsAt(calm!, [8], { reactionCounts: { LIKE: 60 }, commentCount: 20, repostCount: 3 });
  const [quiet] = await postsAt(loud!, [1]);
  expect(idsOf((await reader.client.get(HomeFeedDocument, {})).homeFeed)).toEqual([quiet, talked].map((post) => globalIdOfPost(post!)));

  const { edges } = await ranked();
  expect(idsOf({ edges })).toEqual([talked, quiet].map((post) => globalIdOfPost(post!)));
  for (const { reason } of edges) {
    const { total, recency, affinity, engagement, variety } = reason.score!;
    expect(total).toBeCloseTo(recency * affinity * engagement * variety, 9);
  }
  const [best, next] = edges.map(({ reason }) => reason.score!);
  expect(best!.recency).toBeCloseTo(2 ** (-8 / 12), 2);
  expect(best!.engagement).toBeCloseTo(1 + Math.log10(1 + 60 + 40 + 9), 9);
  expect(next).toMatchObject({ engagement: 1, affinity: 1, variety: 1 });
});

test('whom the viewer deals with comes before others', async () => {
  const [early] = await postsAt(calm!, [30]);
  await postsAt(loud!, [2]);
  const [mine] = await postsAt(calm!, [3]);
  for (let i = 0; i < 3; i++) await app.world.comment(reader, globalIdOfPost(early!), `answer ${i}`);
  await app.world.react(reader, globalIdOfPost(early!));

  const { edges } = await ranked();
  expect(idsOf({ edges })[0]).toBe(globalIdOfPost(mine!));
  expect(edges[0]!.reason.score!.affinity).toBeCloseTo(1 + 7 / 12, 9);
});

test('nobody drowns the others', async () => {
  await postsAt(loud!, Array.from({ length: 20 }, (_, i) => i / 30));
  const [calmly] = await postsAt(calm!, [6]);
  expect(idsOf(await ranked()).indexOf(globalIdOfPost(calmly!))).toBeLessThan(6);
});

test.each([1, 7, 100])('in pages of %i nothing is shown twice and nothing is missing, whatever happens meanwhile', async (first) => {
  const posts = [...(await postsAt(loud!, Array.from({ length: 20 }, (_, i) => i))), ...(await postsAt(calm!, Array.from({ length: 20 }, (_, i) => i + 0.5)))];
  let turns = 0;
  const ids = await toTheEnd(first, async () => {
    // New posts, and an old one that everybody talks about now, change the order of the next ranking and not of this one.
    if (turns++ > 3) return;
    await app.world.post(loud!, 'new');
    await app.plaza.stores.mongo.collection<PostRow>('posts').updateOne({ _id: posts.at(-1)!._id }, { $set: { commentCount: 10_000 } });
  });
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(posts.map(globalIdOfPost).sort());
});

test('behind the ranked items the feed goes on in the order of time, to its end', async () => {
  const others = await bulk.people(3);
  await bulk.follows(others.map((each) => [reader.userId, each]));
  const posts = (await Promise.all(others.map((each, i) => postsAt(each, Array.from({ length: 120 }, (_, n) => 3 * n + i), i === 0 ? { reactionCounts: { LIKE: 50 } } : {})))).flat();
  const newestFirst = [...posts].sort((one, other) => (one._id < other._id ? 1 : -1)).map(globalIdOfPost);

  const ids = await toTheEnd(50);
  expect(ids.slice(300)).toEqual(newestFirst.slice(300));
  expect(ids.slice(0, 300)).not.toEqual(newestFirst.slice(0, 300));
  expect([...ids].sort()).toEqual([...newestFirst].sort());
});

test('Z6: rules are asked when a page is read, and not when it was ranked', async () => {
  await postsAt(loud!, [1, 2, 3]);
  const [kept] = await postsAt(calm!, [30]);
  const { pageInfo } = await ranked({ first: 1 });
  await app.world.block(reader, loud!);
  expect(idsOf(await ranked({ first: 10, after: pageInfo.endCursor }))).toEqual([globalIdOfPost(kept!)]);
});

test('Z4: a place in somebody\'s ranked feed is nothing in another\'s, and one that was forgotten is ranked anew', async () => {
  const posts = await postsAt(loud!, [1, 2, 3, 4]);
  const other = await app.world.person('other');
  const first = await ranked({ first: 2 });
  expect(idsOf(await ranked({ first: 10, after: first.pageInfo.endCursor }, other))).toEqual([]);

  await app.plaza.stores.mongo.collection('feed_rankings').deleteMany({});
  await app.world.post(loud!, 'after the ranking');
  const second = await ranked({ first: 10, after: first.pageInfo.endCursor });
  expect([...idsOf(first), ...idsOf(second)]).toEqual(posts.map(globalIdOfPost));
  expect(second.edges.every(({ reason }) => reason.score !== null)).toBe(true);
});

test('a cursor of one order is refused in the other, by name', async () => {
  await postsAt(loud!, [1, 2, 3]);
  const { pageInfo } = await ranked({ first: 1 });
  const refused = await reader.client.query('query($after: Cursor) { homeFeed(after: $after) { edges { cursor } } }', { after: pageInfo.endCursor });
  expect(refused.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }]);
  for (const after of ['k', 'a3', `${pageInfo.endCursor}A`]) {
    const answer = await reader.client.query('query($after: Cursor) { homeFeed(after: $after, order: RANKED) { edges { cursor } } }', { after });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }]);
  }
});
