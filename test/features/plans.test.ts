import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encodeUserId } from '../../src/kernel/global-id.js';
import { mintId, type UserId } from '../../src/kernel/ids.js';
import { encodeCursor } from '../../src/kernel/page.js';
import type { CommentRow } from '../../src/modules/comments/comment.entity.js';
import type { PostRow } from '../../src/modules/posts/post.entity.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Bulk, globalIdOfComment, globalIdOfPost } from '../support/bulk.js';
import { type MongoCommand, type PostgresCommand, startWatchedApp, type WatchedApp } from '../support/count-commands.js';
import { explainMongo, explainPostgres, type MongoPlan } from '../support/plans.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

const PAGE = 20;
const FOLLOWEES = 1_500;
/** Keys that may be read for each row of a page and each followee. */
const K = 2;
/** Authors of one branch of a home feed. */
const CHUNK = 200;

let everything: TestApp;
let app: WatchedApp;
let people: UserId[];
let posts: PostRow[];
let comments: CommentRow[];
/** Follows 1,500 people, blocks some, has reacted a lot. */
let busy: Person;
/** Follows one person, whose only post is the oldest of all. */
let calm: Person;
let quietAuthor: UserId;
/** Has 5,000 posts, 10,000 followers and 1,500 followees, 300 of whom follow back. */
let star: Person;
let thread: PostRow;
let parent: CommentRow;

beforeAll(async () => {
  everything = await startTestApp();
  app = await startWatchedApp(everything);
  const bulk = new Bulk(everything);
  [busy, calm, star] = (await everything.world.people(['busy', 'calm', 'star'])) as [Person, Person, Person];
  people = await bulk.people(20_000);
  [quietAuthor] = (await bulk.people(1)) as [UserId];
  await bulk.follows([
    ...people.slice(0, FOLLOWEES).map((each) => [busy.userId, each] as const),
    ...people.slice(0, FOLLOWEES).map((each) => [star.userId, each] as const),
    ...people.slice(1_200, 11_200).map((each) => [each, star.userId] as const),
    [busy.userId, star.userId],
    [calm.userId, quietAuthor],
  ]);
  // Blocks are few and far between but for two people: many block the one who reads, and many block the star.
  await bulk.blocks([
    ...people.slice(12_000, 13_000).map((each) => [each, busy.userId] as const),
    ...people.slice(12_000, 13_000).map((each) => [each, star.userId] as const),
    ...people.slice(0, 18_000).map((each, i) => [each, people[i + 2_000]!] as const),
  ]);
  // The same of requests and mutes; the one who reads has asked and muted many, too.
  const asked = people.slice(13_000, 14_300).map((each, i) => (i < 1_000 ? ([each, star.userId] as const) : ([busy.userId, each] as const)));
  for (const write of ['requests', 'mutes'] as const) await bulk[write]([...asked, ...people.slice(0, 18_000).map((each, i) => [each, people[i + 1_000]!] as const)]);
  await bulk.accounts(people);
  await bulk.sessions(people);

  const start = Date.now() - 100_000_000;
  const authorOf = (i: number): UserId => (i === 0 ? quietAuthor : i % 20 === 0 ? star.userId : people[(i * 31) % 5_000]!);
  posts = await bulk.posts(Array.from({ length: 100_000 }, (_, i) => ({ _id: mintId(new Date(start + i * 1_000)), authorId: authorOf(i) })));
  await bulk.threadMutes(posts.slice(0, 20_000).map((post, i) => [i < 100 ? busy.userId : people[i]!, post] as const));
  await bulk.reposts(posts.slice(0, 20_000).map((post, i) => [people[(i * 17) % 5_000]!, post, new Date(start - 90_000_000 + i * 9_000)] as const));
  await bulk.tagFollows(people.flatMap((each, i) => [0, 1].map((n) => [each, `tag${(i + n) % 50}`] as const)));
  await bulk.markers(people);
  await bulk.merged(people.slice(15_000, 15_100));
  thread = posts[50_000]!;
  const answers = (post: PostRow, i: number) => ({ postId: post._id, postAuthorId: post.authorId, authorId: people[i % people.length]! });
  comments = await bulk.comments(Array.from({ length: 20_000 }, (_, i) => answers(i < 4_000 ? thread : posts[99_999 - (i >> 2)]!, i)));
  parent = comments[10]!;
  const below = { parentId: parent._id, ancestorIds: [parent._id], ancestorAuthorIds: [parent.authorId!], depth: 2 };
  await bulk.comments(Array.from({ length: 2_000 }, (_, i) => ({ ...answers(thread, i), ...below })));
  await bulk.reactions(
    comments.map(({ _id, postId, postAuthorId }, i) => ({ subjectId: _id, subjectType: 'Comment', userId: i % 2 ? busy.userId : people[i]!, postId, postAuthorId })),
  );
  await bulk.analyze();
});
afterAll(async () => {
  await app.close();
  await everything.close();
});

const NODE = `id text viewerReaction author { username } comments(first: 2) { edges { node { id text viewerReaction author { username } } } }`;
const after = (position: string | null, list: 'posts' | 'comments' = 'posts') => (position === null ? '' : `, after: "${encodeCursor(list, position)}"`);

/** The commands that the app sends for a query, which must give a full page. */
async function sentFor(query: string, who: Person = busy, rows = PAGE, on = app) {
  let body = '';
  const commands = await on.watch.during(async () => {
    const answer = await on.client(who.token).query(query);
    expect(answer.errors).toEqual([]);
    body = answer.body;
  });
  expect(body.match(/"(cursor)":/g)?.length ?? 0).toBe(rows);
  const mongo = commands.filter((command): command is MongoCommand => command.store === 'mongodb');
  const postgres = commands.filter((command): command is PostgresCommand => command.store === 'postgres');
  return { mongo, postgres };
}

/** The plan of the one command to this collection, which must read indexes alone. */
async function planOf(commands: readonly MongoCommand[], name: string): Promise<MongoPlan> {
  const [command, ...others] = commands.filter((each) => each.name === name);
  expect(others).toEqual([]);
  return (await planOfOne(command!)).plan;
}

async function planOfOne(command: MongoCommand): Promise<{ plan: MongoPlan }> {
  const plan = await explainMongo(everything.plaza.stores.mongo, command);
  expect(plan.collectionScans).toBe(0);
  expect(plan.branches.flat()).not.toContain('SORT');
  return { plan };
}

const edges = (selection: string) => `{ edges { cursor node { ${selection} } } }`;

describe('L4: the plans of what is read all the time, in MongoDB', () => {
  test.each([
    ['the first page', null],
    ['a page in the middle', 50_000],
    ['a page near the end', 900],
  ])('the home feed of 1,500 followees among 100,000 posts: %s', async (_, at) => {
    const { mongo } = await sentFor(`{ homeFeed(first: ${PAGE}${after(at === null ? null : posts[at]!._id)}) ${edges(NODE)} }`);
    await expectEntries(mongo[0]!);
    const { plan: rows } = await rowsOf(mongo);
    expect([...rows.indexes].sort()).toEqual(['_id_', 'byAuthor', 'byThread', 'oneEach']);
    const ofPage = (PAGE + 1) * 4;
    expect(rows.keys).toBeLessThanOrEqual(K * ofPage);
    expect(rows.documents).toBeLessThanOrEqual(K * ofPage);
  });

  test('the same where the entity cache is on and only skeletons are read', async () => {
    const cached = await startWatchedApp(everything, { ENTITY_CACHE: 'true' });
    try {
      await until(() => cached.plaza.stores.entityCache.enabled);
      const { mongo } = await sentFor(`{ homeFeed(first: ${PAGE}) ${edges(NODE)} }`, busy, PAGE, cached);
      await expectEntries(mongo[0]!);
      expect((await rowsOf(mongo)).plan.keys).toBeLessThanOrEqual(K * (PAGE + 1) * 4);
    } finally {
      await cached.close();
    }
  });

  test('the home feed of one quiet followee among 100,000 posts', async () => {
    const { mongo } = await sentFor(`{ homeFeed(first: ${PAGE}) ${edges(NODE)} }`, calm, 1);
    const { plan } = await planOfOne(mongo[0]!);
    expect(plan.branches).toHaveLength(2);
    expect([...plan.indexes].sort()).toEqual(['byAuthor', 'inFeeds']);
    expect(plan.keys).toBeLessThanOrEqual(K * 3);
    expect((await rowsOf(mongo)).plan.keys).toBeLessThanOrEqual(K * 6);
  });

  /** The entries of a home feed, which come first: chunks of people, merged, out of indexes alone. */
  async function expectEntries(command: MongoCommand): Promise<void> {
    const { plan } = await planOfOne(command);
    expect(plan.branches).toHaveLength(2 * Math.ceil((FOLLOWEES + 1) / CHUNK));
    for (const branch of plan.branches) expect(['SORT_MERGE', 'IXSCAN']).toContain(branch.find((stage) => !['LIMIT', 'PROJECTION_COVERED', 'PROJECTION_SIMPLE', 'PROJECTION_DEFAULT'].includes(stage)));
    expect([...plan.indexes].sort()).toEqual(['byAuthor', 'inFeeds']);
    expect(plan.documents).toBe(0);
    expect(plan.keys).toBeLessThanOrEqual(2 * K * (PAGE + FOLLOWEES));
    expect(plan.sorted).toHaveLength(1);
    expect(plan.sorted[0]).toBeLessThanOrEqual(plan.branches.length * (PAGE + 1));
  }

  const rowsOf = (mongo: readonly MongoCommand[]) => planOfOne(mongo.filter(({ name }) => name === 'aggregate posts').at(-1)!);

  test.each([
    ['the first page', null],
    ['a page in the middle', 50_000],
    ['a page near the end', 900],
  ])('the feed of a person with 5,000 posts: %s', async (_, at) => {
    const { mongo } = await sentFor(`{ userFeed(userId: "${star.id}", first: ${PAGE}${after(at === null ? null : posts[at]!._id)}) ${edges(NODE)} }`);
    const plan = await planOf(mongo, 'aggregate posts');
    expect([...plan.indexes]).toContain('byAuthor');
    expect(plan.keys).toBeLessThanOrEqual(K * (PAGE + 1) * 3);
  });

  test.each([
    ['the first page', null],
    ['a page in the middle', 50_000],
    ['a page near the end', 900],
  ])('the public feed of 100,000 posts: %s', async (_, at) => {
    const { mongo } = await sentFor(`{ publicFeed(first: ${PAGE}${after(at === null ? null : posts[at]!._id)}) ${edges(NODE)} }`);
    const plan = await planOf(mongo, 'aggregate posts');
    expect([...plan.indexes]).toContain('byVisibility');
    expect(plan.keys).toBeLessThanOrEqual(K * (PAGE + 1) * 3);
  });

  test.each([
    ['the first page', null],
    ['a page in the middle', 2_000],
  ])('the comments of a post with 4,000 of them, and the viewer\'s reactions: %s', async (_, at) => {
    const { mongo } = await sentFor(`{ post(id: "${globalIdOfPost(thread)}") { comments(first: ${PAGE}${after(at === null ? null : comments[at]!._id, 'comments')}) ${edges('id viewerReaction')} } }`);
    const plan = await planOf(mongo, 'aggregate posts');
    expect([...plan.indexes]).toEqual(expect.arrayContaining(['byThread', 'oneEach']));
    expect(plan.keys).toBeLessThanOrEqual(K * (PAGE + 1) * 2);
  });

  test('the answers to a comment with 2,000 of them, and the viewer\'s reactions', async () => {
    const { mongo } = await sentFor(`{ comment(id: "${globalIdOfComment(parent)}") { replies(first: ${PAGE}) ${edges('id viewerReaction')} } }`);
    const pages = await planOf(mongo, 'aggregate');
    expect([...pages.indexes]).toEqual(['byThread']);
    expect(pages.keys).toBeLessThanOrEqual(K * (PAGE + 1));
    const reactions = await planOf(mongo, 'find reactions');
    expect([...reactions.indexes]).toEqual(['oneEach']);
    expect(reactions.keys).toBeLessThanOrEqual(K * (PAGE + 1));
  });

  test('the posts of many people at once', async () => {
    const { mongo } = await sentFor(`{ publicFeed(first: ${PAGE}) { edges { cursor node { author { posts(first: 3) { edges { node { id } } } } } } } }`);
    const plan = await planOf(mongo, 'aggregate');
    expect([...plan.indexes]).toEqual(['byAuthor']);
    expect(plan.keys).toBeLessThanOrEqual(K * (PAGE + 1) * 4);
  });
});

describe('L4: the plans of what is read all the time, in Postgres', () => {
  const followsOf = (list: string, way: string) => `{ user(username: "${star.username}") { ${list}(${way}: ${PAGE}) { edges { cursor node { username viewerIsFollowing } } } } }`;
  const feed = `{ homeFeed(first: 100) { edges { cursor node { author { username viewerIsFollowing } } } } }`;
  /** The statement, a query that sends it, and how many rows it may look at. */
  const statements: [string, () => string, number][] = [
    ['sessions.facts', () => '{ viewer { sessionId } }', K],
    ['feeds.whole-circle', () => feed, 4 * FOLLOWEES],
    ['relations.people', () => feed, K * 5 * 101],
    ['relations.skeletons', () => `{ userFeed(userId: "${encodeUserId(people[3]!)}", first: 1) { edges { node { id } } } }`, K * 5],
    ['relations.people-by-username', () => followsOf('followers', 'first'), K * 5],
    ['follows.followers.forward', () => followsOf('followers', 'first'), K * (PAGE + 1)],
    ['follows.followers.backward', () => followsOf('followers', 'last'), K * (PAGE + 1)],
    ['follows.following.forward', () => followsOf('following', 'first'), K * FOLLOWEES],
    ['follows.following.backward', () => followsOf('following', 'last'), K * FOLLOWEES],
    ['follows.mutuals.forward', () => followsOf('mutuals', 'first'), K * FOLLOWEES],
    ['follows.mutuals.backward', () => followsOf('mutuals', 'last'), K * FOLLOWEES],
  ];

  test.each(statements)('%s', async (name, query, most) => {
    const fresh = name === 'sessions.facts' ? await everything.world.person('fresh') : busy;
    const commands = await app.watch.during(async () => expect((await app.client(fresh.token).query(query())).errors).toEqual([]));
    const command = commands.find((each): each is PostgresCommand => each.store === 'postgres' && each.name === name);
    expect(command).toBeDefined();
    for (const planFor of ['custom', 'generic'] as const) {
      const plan = await explainPostgres(everything.plaza.stores.postgres, command!, planFor);
      // One row and never another; and the few whom ten thousand follow.
      expect(plan.scannedTables.filter((table) => table !== 'feed_generation' && table !== 'merged_authors')).toEqual([]);
      expect(plan.indexes.size).toBeGreaterThan(0);
      expect(plan.rows).toBeLessThanOrEqual(most);
    }
  });
});
