import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mintId } from '../../src/kernel/ids.js';
import {
  BlockUserDocument,
  DeletePostDocument,
  HomeFeedDocument,
  PublicFeedDocument,
  UnfollowUserDocument,
  UserFeedDocument,
  UserPostsDocument,
} from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/world.js';

let app: TestApp;
let reader: Person;
let [ann, bob, cat]: Person[] = [];
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
/** The reader follows ann and bob, and not cat. */
beforeEach(async () => {
  [ann, bob, cat] = await app.world.people(['ann', 'bob', 'cat']);
  reader = await app.world.person('reader');
  for (const who of [ann!, bob!]) await app.world.follow(reader, who);
});

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly startCursor: string | null; readonly endCursor: string | null };
}
interface Arguments {
  readonly first?: number;
  readonly after?: string | null;
}

const clientOf = (who: Person | undefined) => who?.client ?? app.client();
const home = async (who = reader, args: Arguments = {}) => (await who.client.get(HomeFeedDocument, args)).homeFeed;
const ofUser = async (whose: Person, who?: Person, args: Arguments = {}) => (await clientOf(who).get(UserFeedDocument, { userId: whose.id, ...args })).userFeed;
const everybody = async (who?: Person, args: Arguments = {}) => (await clientOf(who).get(PublicFeedDocument, args)).publicFeed;
const idsOf = (page: Page | null | undefined) => page?.edges.map(({ node }) => node.id);

/** Follows a list to its end by the cursors that it gives. */
async function allPages(next: (after: string | null) => Promise<Page>): Promise<Page[]> {
  const pages: Page[] = [];
  for (let after: string | null = null; pages.length < 30; after = pages.at(-1)!.pageInfo.endCursor) {
    pages.push(await next(after));
    if (!pages.at(-1)!.pageInfo.hasNextPage) return pages;
  }
  throw new Error('The list has no end.');
}

/** One post after another by these people; the newest first. */
async function postsBy(...authors: (Person | undefined)[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [i, author] of authors.entries()) ids.unshift(await app.world.post(author!, `post ${i}`));
  return ids;
}

test('home is what those whom one follows have published, and oneself, newest first', async () => {
  expect((await home()).edges).toEqual([]);
  const [later, own, , followers, earlier] = [
    await app.world.post(ann!, 'first'),
    await app.world.post(bob!, 'for followers', 'FOLLOWERS'),
    await app.world.post(cat!, 'not followed'),
    await app.world.post(reader, 'one\'s own', 'FOLLOWERS'),
    await app.world.post(ann!, 'last'),
  ].reverse();
  const feed = await home();
  expect(idsOf(feed)).toEqual([later, own, followers, earlier]);
  expect(feed.edges.map(({ node }) => node.author.username)).toEqual([ann, reader, bob, ann].map((who) => who!.username));
  expect(feed.pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: false, startCursor: feed.edges[0]!.cursor, endCursor: feed.edges[3]!.cursor });
  expect(idsOf(await home(cat!))).toHaveLength(1);
});

test('home is nobody\'s without signing in', async () => {
  const { data, errors } = await app.client().run(HomeFeedDocument, {});
  expect(data).toBeNull();
  expect(errors.map((error) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
});

test('a follow, an unfollow, a block and a deletion are felt at once', async () => {
  const [second, first] = await postsBy(ann, bob);
  const [hidden] = await postsBy(cat);
  expect(idsOf(await home())).toEqual([second, first]);
  await app.world.follow(reader, cat!);
  expect(idsOf(await home())).toEqual([hidden, second, first]);
  await reader.client.get(UnfollowUserDocument, { input: { userId: bob!.id } });
  expect(idsOf(await home())).toEqual([hidden, first]);
  await cat!.client.get(BlockUserDocument, { input: { userId: reader.id } });
  expect(idsOf(await home())).toEqual([first]);
  await ann!.client.get(DeletePostDocument, { input: { postId: first! } });
  expect(idsOf(await home())).toEqual([]);
});

test('a person\'s feed shows what the viewer may see of it', async () => {
  const open = await app.world.post(ann!, 'open');
  const narrow = await app.world.post(ann!, 'narrow', 'FOLLOWERS');
  await app.world.block(ann!, bob!);
  await app.world.block(cat!, ann!);
  for (const [who, expected] of [[undefined, [open]], [await app.world.person('stranger'), [open]], [reader, [narrow, open]], [ann, [narrow, open]]] as const) {
    expect(idsOf(await ofUser(ann!, who))).toEqual(expected);
    expect(idsOf((await clientOf(who).get(UserPostsDocument, { username: ann!.username })).user?.posts)).toEqual(expected);
  }
  for (const who of [bob, cat]) {
    expect(await ofUser(ann!, who)).toBeNull();
    expect((await who!.client.get(UserPostsDocument, { username: ann!.username })).user).toBeNull();
  }
  const absent = (await bob!.client.run(UserFeedDocument, { userId: 'x' })).body;
  for (const userId of [ann!.id, open, '', 'x'.repeat(10_000), '\0']) expect((await bob!.client.run(UserFeedDocument, { userId })).body).toBe(absent);
});

test('the public feed is everybody\'s public posts, but of those whom a block parts from the viewer', async () => {
  const [third, second, first] = await postsBy(ann, cat, bob);
  await app.world.post(ann!, 'narrow', 'FOLLOWERS');
  await app.world.block(ann!, cat!);
  const newest = async (who?: Person) => idsOf(await everybody(who, { first: 3 }));
  for (const who of [undefined, bob, reader]) expect(await newest(who)).toEqual([third, second, first]);
  expect((await newest(ann!))?.slice(0, 2)).toEqual([third, first]);
  expect((await newest(cat!))?.slice(0, 2)).toEqual([third, second]);
});

test('every feed pages through to its end and gives each post exactly once', async () => {
  const all = await postsBy(ann, bob, ann, reader, bob, ann, ann);
  const narrow = await app.world.post(ann!, 'narrow', 'FOLLOWERS');
  const { userFeed } = await reader.client.get(UserFeedDocument, { userId: ann!.id });
  const byAnn = idsOf(userFeed)!;
  expect(byAnn).toHaveLength(5);
  const feeds: [string, string[], (args: Arguments) => Promise<Page>][] = [
    ['home', [narrow, ...all], (args) => home(reader, args)],
    ['user', byAnn, async (args) => (await ofUser(ann!, reader, args))!],
    ['user, for nobody', byAnn.slice(1), async (args) => (await ofUser(ann!, undefined, args))!],
    ['public', all, async (args) => until(all.at(-1)!, await everybody(reader, args))],
  ];
  for (const [name, expected, feed] of feeds) {
    for (const first of [1, 2, 3]) {
      const pages = await allPages((after) => feed({ first, after }));
      expect([name, first, pages.flatMap((page) => idsOf(page))]).toEqual([name, first, expected]);
      pages.forEach(({ edges, pageInfo }, i) => {
        expect(pageInfo).toMatchObject({ hasNextPage: i < pages.length - 1, hasPreviousPage: i > 0, startCursor: edges[0]!.cursor, endCursor: edges.at(-1)!.cursor });
      });
    }
  }
});

test('what is published while one pages comes on top, and moves nothing', async () => {
  const before = await postsBy(ann, bob, ann, bob);
  const { endCursor } = (await home(reader, { first: 2 })).pageInfo;
  const [newest] = await postsBy(ann);
  expect(idsOf(await home(reader, { first: 9, after: endCursor }))).toEqual(before.slice(2));
  expect(idsOf(await home(reader, { first: 1 }))).toEqual([newest]);
});

test('a cursor stays valid when its post is deleted, its author unfollowed, or the viewer another', async () => {
  const all = await postsBy(ann, bob, ann, bob, ann);
  const { endCursor } = (await home(reader, { first: 2 })).pageInfo;
  await bob!.client.get(DeletePostDocument, { input: { postId: all[1]! } });
  expect(idsOf(await home(reader, { first: 2, after: endCursor }))).toEqual(all.slice(2, 4));
  await reader.client.get(UnfollowUserDocument, { input: { userId: bob!.id } });
  expect(idsOf(await home(reader, { after: endCursor }))).toEqual([all[2], all[4]]);
  expect(idsOf(await ofUser(ann!, cat, { after: endCursor }))).toEqual([all[2], all[4]]);
  expect(idsOf(await ofUser(bob!, undefined, { after: endCursor }))).toEqual([all[3]]);
  expect(idsOf(await home(cat!, { after: endCursor }))).toEqual([]);
});

test('where the rules take many away a page comes back short, says that there is more, and nothing is lost', async () => {
  const [first] = await postsBy(ann);
  await postsBy(...Array.from({ length: 6 }, () => cat));
  const [last] = await postsBy(bob);
  await app.world.block(cat!, reader);
  const feed = async (args: Arguments) => until(first!, await everybody(reader, args));
  for (const size of [1, 2, 3, 20]) expect((await allPages((after) => feed({ first: size, after }))).flatMap((page) => idsOf(page))).toEqual([last, first]);
  // Three tries with one row each: the end lies beyond the last edge.
  const short = (await allPages((after) => feed({ first: 1, after }))).filter(({ edges }) => edges.length === 0);
  expect(short.length).toBeGreaterThan(0);
  for (const { pageInfo } of short) expect(pageInfo).toMatchObject({ hasNextPage: true, endCursor: expect.any(String) });
});

test('a feed of more people than one merge takes is one feed', async () => {
  const many = await app.world.people(Array.from({ length: 205 }, (_, i) => `f${i}`));
  const { inPostgres } = app.plaza.assembly;
  const busy = await app.world.person('busy');
  const pairs = [many.map(() => mintId()), many.map(() => busy.userId), many.map((who) => who.userId)];
  await inPostgres.postgres.query('test.follow', 'INSERT INTO follows (id, follower_id, followee_id) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])', pairs);
  const all = await postsBy(many[0], many[204], busy, many[1], many[203], many[0]);
  const pages = await allPages((after) => home(busy, { first: 4, after }));
  expect(pages.map((page) => idsOf(page))).toEqual([all.slice(0, 4), all.slice(4)]);
});

test.each([
  [{ first: 0 }, 'first'],
  [{ first: 101 }, 'first'],
  [{ first: -1 }, 'first'],
  [{ after: 'nonsense' }, 'after'],
  [{ after: '' }, 'after'],
  [{ after: 'x'.repeat(100) }, 'after'],
])('a page that makes no sense is BAD_USER_INPUT (%j)', async (args, argument) => {
  const answers = [
    await reader.client.run(HomeFeedDocument, args),
    await app.client().run(UserFeedDocument, { userId: ann!.id, ...args }),
    await app.client().run(PublicFeedDocument, args),
    await app.client().run(UserPostsDocument, { username: ann!.username, ...args }),
  ];
  for (const { errors } of answers) expect(errors.map((error) => error.extensions)).toMatchObject([{ code: 'BAD_USER_INPUT', argument }]);
});

/** A page of the public feed, which other tests fill too, cut off after this post. */
function until(id: string, page: Page): Page {
  const at = page.edges.findIndex(({ node }) => node.id === id);
  if (at < 0) return page;
  const edges = page.edges.slice(0, at + 1);
  return { edges, pageInfo: { ...page.pageInfo, hasNextPage: false, endCursor: edges.at(-1)!.cursor } };
}
