import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BEFORE_ALL, mintId, type UserId } from '../../src/kernel/ids.js';
import { encodeCursor } from '../../src/kernel/page.js';
import type { PostRow } from '../../src/modules/posts/post.entity.js';
import type { RepostRow } from '../../src/modules/reposts/repost.entity.js';
import { RepostStore } from '../../src/modules/reposts/repost.store.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Bulk, globalIdOfPost } from '../support/bulk.js';
import { type MongoCommand, startWatchedApp, type WatchedApp } from '../support/count-commands.js';
import { explainMongo, type MongoPlan } from '../support/plans.js';
import type { Person } from '../support/world.js';

/** Keys that may be read for each row of an answer. */
const K = 2;

let everything: TestApp;
let app: WatchedApp;
let store: RepostStore;
let people: UserId[];
/** The first was reposted by 20,000 people, the others by five each, the last by nobody. */
let posts: PostRow[];
let famous: PostRow;
let reposts: RepostRow[];
/** Has reposted 5,000 posts. */
let eager: Person;
beforeAll(async () => {
  everything = await startTestApp();
  app = await startWatchedApp(everything);
  const bulk = new Bulk(everything);
  people = await bulk.people(20_000);
  eager = await everything.world.person('eager');
  posts = await bulk.posts(Array.from({ length: 10_000 }, (_, i) => ({ authorId: people[i]! })));
  famous = posts[0]!;
  const pairs = [
    ...people.map((each) => [each, famous] as const),
    ...posts.slice(1, 9_999).flatMap((post, i) => [1, 2, 3, 4, 5].map((n) => [people[(i * 7 + n * 1_000) % 20_000]!, post] as const)),
    ...posts.slice(1_000, 6_000).map((post) => [eager.userId, post] as const),
  ];
  const start = Date.now() - 100_000_000;
  reposts = await bulk.reposts(pairs.map(([reposter, post], i) => [reposter, post, new Date(start + i)] as const));
  store = new RepostStore(app.plaza.stores.mongo);
});
afterAll(async () => {
  await app.close();
  await everything.close();
});

/** The plan of the one command to this collection that a query sends, which must be answered without errors. */
async function planOfQuery(query: string, name: string): Promise<{ body: string; plan: MongoPlan }> {
  let body = '';
  const commands = await app.watch.during(async () => {
    const answer = await app.client(eager.token).query(query);
    expect(answer.errors).toEqual([]);
    body = answer.body;
  });
  const [command, ...others] = commands.filter((each): each is MongoCommand => each.store === 'mongodb' && each.name === name);
  expect(others).toEqual([]);
  const plan = await explainMongo(everything.plaza.stores.mongo, command!);
  expect(plan.collectionScans).toBe(0);
  expect(plan.branches.flat()).not.toContain('SORT');
  return { body, plan };
}

/** What a read gives, and the plan of the one command that it sends. */
async function planOf<T>(read: () => Promise<T>): Promise<{ answer: T; plan: MongoPlan }> {
  let answer!: T;
  const commands = await app.watch.during(async () => void (answer = await read()));
  expect(commands).toHaveLength(1);
  const plan = await explainMongo(everything.plaza.stores.mongo, commands[0] as MongoCommand);
  expect(plan.collectionScans).toBe(0);
  return { answer, plan };
}

const few = { reposterId: expect.any(String), id: expect.any(String) };

describe('L4: what feeds read of reposts', () => {
  test('the earliest reposters of many posts, of which one was reposted 20,000 times, out of an index alone', async () => {
    const asked = [...posts.slice(0, 49), posts.at(-1)!].map((post) => post._id);
    const { answer, plan } = await planOf(() => store.earliestOf(asked, 3));
    expect(answer.size).toBe(49);
    expect(answer.get(posts.at(-1)!._id)).toBeUndefined();
    expect(answer.get(famous._id)).toEqual(people.slice(0, 3).map((reposterId, i) => ({ reposterId, id: reposts[i]!._id })));
    expect(answer.get(posts[5]!._id)).toEqual([few, few, few]);
    expect([...plan.indexes]).toEqual(['byPost']);
    expect(plan.keys).toBeLessThanOrEqual(K * 50 * 3);
    expect(plan.documents).toBe(0);
    expect(plan.branches.flat()).not.toContain('SORT');
  });

  test('reposts by their places', async () => {
    const asked = reposts.filter((_, i) => i % 700 === 0).map(({ _id, reposterId }) => ({ id: _id, reposterId }));
    const { answer, plan } = await planOf(() => store.byRefs([...asked, { id: reposts[1]!._id, reposterId: reposts[2]!.reposterId }]));
    expect([...answer.keys()].sort()).toEqual(asked.map((ref) => ref.id).sort());
    expect(plan.keys).toBeLessThanOrEqual(2 * K * (asked.length + 1));
  });

  test.each([
    ['one of 5,000 people who has done it', 5_000, 4_999],
    ['several of them', 5_000, 10],
    ['nobody', 5_000, 5_000],
  ])('the earliest repost of a post reposted 20,000 times, by %s', async (_, count, first) => {
    const strangers = Array.from({ length: first }, () => mintId());
    const asked = [...strangers, ...people.slice(9_000, 9_000 + count - first)];
    const { answer, plan } = await planOf(() => store.earliestAmong([famous._id], asked.reverse()));
    expect(answer).toEqual(new Map(first === count ? [] : [[famous._id, { id: reposts[9_000]!._id, reposterId: people[9_000] }]]));
    expect([...plan.indexes]).toEqual(['pair']);
    expect(plan.keys).toBeLessThanOrEqual(K * count);
    expect(plan.documents).toBeLessThanOrEqual(count - first);
  });

  test('who reposted many posts behind a repost of each, of which one was reposted 20,000 times', async () => {
    const asked = [...posts.slice(1, 20), famous].map(({ _id }) => ({ postId: _id, after: _id === famous._id ? reposts[500]!._id : BEFORE_ALL }));
    const { answer, plan } = await planOf(() => store.stretches(asked, 10));
    expect(answer.get(famous._id)).toEqual(people.slice(501, 511).map((reposterId, i) => ({ reposterId, id: reposts[501 + i]!._id })));
    expect(answer.size).toBe(20);
    expect([...plan.indexes]).toEqual(['byPost']);
    expect(plan.keys).toBeLessThanOrEqual(K * 20 * 10);
    expect(plan.documents).toBeLessThanOrEqual(20 * 10);
  });

  test('which of many posts one person has reposted, where the person and one of the posts have thousands', async () => {
    const asked = [famous, ...posts.slice(980, 1_020)].map(({ _id }) => ({ postId: _id, reposterId: eager.userId }));
    const { answer, plan } = await planOf(() => store.existing(asked));
    expect(answer.size).toBe(20);
    expect([...plan.indexes]).toEqual(['pair']);
    expect(plan.keys).toBeLessThanOrEqual(K * asked.length);
  });
});

describe('L4: what a page of posts reads of reposts', () => {
  const ids = () => JSON.stringify([famous, ...posts.slice(990, 1_009)].map(globalIdOfPost));

  test('whether the viewer has reposted each comes with the posts, by a probe for each', async () => {
    const { body, plan } = await planOfQuery(`{ publicFeed(first: 20, after: "${encodeCursor('posts', posts[1_010]!._id)}") { edges { node { viewerHasReposted } } } }`, 'aggregate posts');
    expect(body.match(/"viewerHasReposted":true/g)).toHaveLength(10);
    expect(body.match(/"viewerHasReposted":false/g)).toHaveLength(10);
    expect([...plan.indexes].sort()).toEqual(expect.arrayContaining(['byVisibility']));
    expect(plan.keys).toBeLessThanOrEqual(K * 21 * 2);
  });

  test('of a post that was reposted 20,000 times that is no more', async () => {
    // The plan that served posts with few reposts is remembered, and must not become the reading of 20,000.
    for (const post of posts.slice(1, 30)) await app.client(eager.token).query(`{ post(id: "${globalIdOfPost(post)}") { viewerHasReposted } }`);
    const { body, plan } = await planOfQuery(`{ post(id: "${globalIdOfPost(famous)}") { viewerHasReposted } }`, 'aggregate posts');
    expect(body).toContain('"viewerHasReposted":false');
    expect(plan.keys).toBeLessThanOrEqual(20);
  });

  test('by the loader, for posts that were read in another way', async () => {
    const { body, plan } = await planOfQuery(`{ nodes(ids: ${ids()}) { ... on Post { viewerHasReposted } } }`, 'find reposts');
    expect(body.match(/"viewerHasReposted":true/g)).toHaveLength(9);
    expect([...plan.indexes]).toEqual(['pair']);
    expect(plan.keys).toBeLessThanOrEqual(K * 20);
  });

  test.each([
    ['the first page', ''],
    ['a page in the middle', 10_000],
  ])('who has reposted a post, of 20,000: %s', async (_, at) => {
    const after = at === '' ? '' : `, after: "${encodeCursor('reposts', reposts[at as number]!._id)}"`;
    const { body, plan } = await planOfQuery(`{ post(id: "${globalIdOfPost(famous)}") { reposts(first: 20${after}) { edges { cursor node { username } } } } }`, 'aggregate');
    expect(body.match(/"cursor":/g)).toHaveLength(20);
    expect([...plan.indexes]).toEqual(['byPost']);
    expect(plan.keys).toBeLessThanOrEqual(K * 21);
    expect(plan.documents).toBeLessThanOrEqual(21);
  });

  test('who has reposted each of many posts, by one command', async () => {
    const { body, plan } = await planOfQuery(`{ nodes(ids: ${ids()}) { ... on Post { reposts(first: 2) { edges { cursor node { username } } } } } }`, 'aggregate');
    expect(body.match(/"cursor":/g)).toHaveLength(40);
    expect([...plan.indexes]).toEqual(['byPost']);
    expect(plan.keys).toBeLessThanOrEqual(K * 20 * 3);
  });
});
