import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { encodeUserId } from '../../src/kernel/global-id.js';
import { mintId } from '../../src/kernel/ids.js';
import {
  BlockUserDocument,
  FollowersDocument,
  FollowingDocument,
  FollowUserDocument,
  MutualsDocument,
  UnblockUserDocument,
  UnfollowUserDocument,
  UserRelationDocument,
} from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/world.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

let [ann, bob, cat]: Person[] = [];
beforeEach(async () => {
  [ann, bob, cat] = await app.world.people(['ann', 'bob', 'cat']);
});

const DOCUMENTS = { follow: FollowUserDocument, unfollow: UnfollowUserDocument, block: BlockUserDocument, unblock: UnblockUserDocument };
type Deed = keyof typeof DOCUMENTS;
const DEEDS = Object.keys(DOCUMENTS) as Deed[];

const codes = (errors: readonly { extensions: { code: string } }[]) => errors.map((error) => error.extensions.code);
const act = (who: Person | undefined, deed: Deed, userId: string, idempotencyKey?: string) =>
  (who?.client ?? app.client()).run(DOCUMENTS[deed] as typeof FollowUserDocument, { input: { userId, idempotencyKey } });
const done = async (who: Person | undefined, deed: Deed, whom: Person | undefined, key?: string) => {
  const { data, errors } = await act(who, deed, whom!.id, key);
  expect(errors).toEqual([]);
  const payload = Object.values(data as object).find((value) => value !== 'Mutation') as { user: unknown; userErrors: { code: string; field: string | null }[] };
  return payload;
};
const seen = async (viewer: Person | undefined, whom: Person | undefined) =>
  (await (viewer?.client ?? app.client()).get(UserRelationDocument, { username: whom!.username })).user;
const usernames = (page: { edges: { node: { username: string } }[] } | undefined) => page?.edges.map((edge) => edge.node.username);

test('a follow shows to both at once, and is counted once however often it is done', async () => {
  expect((await done(ann, 'follow', bob)).user).toMatchObject({ viewerIsFollowing: true, viewerIsFollowedBy: false });
  await Promise.all(Array.from({ length: 10 }, () => done(ann, 'follow', bob)));
  expect(await seen(bob, ann)).toMatchObject({ viewerIsFollowing: false, viewerIsFollowedBy: true });
  await app.settled();
  expect(await seen(undefined, bob)).toMatchObject({ followerCount: 1, followeeCount: 0 });
  expect(await seen(undefined, ann)).toMatchObject({ followerCount: 0, followeeCount: 1 });
});

test('an unfollow undoes it; whom one does not follow one may unfollow without effect', async () => {
  await done(ann, 'follow', bob);
  await done(ann, 'unfollow', bob);
  expect((await done(ann, 'unfollow', bob)).user).toMatchObject({ viewerIsFollowing: false });
  await app.settled();
  expect(await seen(undefined, bob)).toMatchObject({ followerCount: 0 });
});

test.each(DEEDS)('%s: not oneself, not nobody, not without signing in', async (deed) => {
  expect((await done(ann, deed, ann)).userErrors).toMatchObject([{ code: 'SELF', field: 'userId' }]);
  for (const id of ['', 'x', encodeUserId(mintId()), bob!.id.slice(1), `${bob!.id}AAAA`, 'x'.repeat(10_000), 'a\0']) {
    const { data, errors } = await act(ann, deed, id);
    expect(codes(errors)).toEqual(['NOT_FOUND']);
    expect(Object.values(data!)).toEqual([null]);
  }
  expect(codes((await act(undefined, deed, bob!.id)).errors)).toEqual(['UNAUTHENTICATED']);
});

test('a block hides each from the other, and ends follows both ways', async () => {
  await done(ann, 'follow', bob);
  await done(bob, 'follow', ann);
  expect(await done(ann, 'block', bob)).toMatchObject({ user: null, userId: bob!.id, userErrors: [] });
  expect(await seen(ann, bob)).toBeNull();
  expect(await seen(bob, ann)).toBeNull();
  expect(await seen(undefined, bob)).not.toBeNull();
  await app.settled();
  expect(await seen(cat, ann)).toMatchObject({ followerCount: 0, followeeCount: 0 });
  expect(await seen(cat, bob)).toMatchObject({ followerCount: 0, followeeCount: 0 });
});

test('who is blocked meets the same bytes as for nobody; who blocks is told why', async () => {
  await done(ann, 'block', bob);
  const nobody = encodeUserId(mintId());
  for (const deed of DEEDS) {
    const [hidden, absent] = [await act(bob, deed, ann!.id), await act(bob, deed, nobody)];
    expect(hidden.body).toBe(absent.body);
  }
  expect((await done(ann, 'follow', bob)).userErrors).toMatchObject([{ code: 'BLOCKED', field: 'userId' }]);
  expect((await done(ann, 'block', bob)).userErrors).toEqual([]);
});

test('an unblock lets both see each other again, and restores no follow', async () => {
  await done(ann, 'follow', bob);
  await done(ann, 'block', bob);
  expect((await done(ann, 'unblock', bob)).user).toMatchObject({ username: bob!.username, viewerIsFollowing: false });
  expect(await seen(bob, ann)).toMatchObject({ viewerIsFollowedBy: false });
  expect((await done(ann, 'unblock', bob)).userErrors).toEqual([]);
});

test('blocks of both stay until both take them back', async () => {
  await done(ann, 'block', bob);
  expect(codes((await act(bob, 'block', ann!.id)).errors)).toEqual(['NOT_FOUND']);
  await done(ann, 'unblock', bob);
  await done(bob, 'block', ann);
  expect(codes((await act(ann, 'unblock', bob!.id)).errors)).toEqual(['NOT_FOUND']);
});

test('a repeated key takes effect once', async () => {
  await done(ann, 'follow', bob, 'key');
  await done(ann, 'unfollow', bob);
  expect((await done(ann, 'follow', bob, 'key')).user).toMatchObject({ viewerIsFollowing: false });
  expect(codes((await act(ann, 'follow', cat!.id, 'key')).errors)).toEqual(['CONFLICT']);
});

test('two people at once, in every order, leave counters that are rows', async () => {
  const deeds = DEEDS.flatMap((deed) => [() => act(ann, deed, bob!.id), () => act(bob, deed, ann!.id)]);
  await Promise.all(Array.from({ length: 5 }, () => deeds).flat().map((deed) => deed()));
  await Promise.all([act(ann, 'unblock', bob!.id), act(bob, 'unblock', ann!.id)]);
  await app.settled();
  const [a, b] = [await seen(ann, ann), await seen(bob, bob)];
  const { user } = await app.client().get(FollowersDocument, { username: ann!.username });
  expect(a?.followerCount).toBe(user?.followers.edges.length);
  expect(a?.followerCount).toBe(b?.followeeCount);
  expect(a?.followeeCount).toBe(b?.followerCount);
});

test('viewerCanFollow says why not', async () => {
  expect((await seen(ann, bob))?.viewerCanFollow).toEqual({ allowed: true, reason: null });
  expect((await seen(ann, ann))?.viewerCanFollow).toEqual({ allowed: false, reason: 'SELF' });
  expect((await seen(undefined, ann))?.viewerCanFollow).toEqual({ allowed: false, reason: 'SIGN_IN' });
});

test('viewerCanBlock says why not', async () => {
  const query = 'query ($username: String!) { user(username: $username) { viewerCanBlock { allowed reason } } }';
  const ask = async (who: Person | undefined) => (await (who?.client ?? app.client()).query<{ user: { viewerCanBlock: unknown } }>(query, { username: ann!.username })).data?.user.viewerCanBlock;
  expect([await ask(bob), await ask(ann), await ask(undefined)]).toEqual([{ allowed: true, reason: null }, { allowed: false, reason: 'SELF' }, { allowed: false, reason: 'SIGN_IN' }]);
});

test('lists page both ways, the latest first, and cursors stay valid when their row is gone', async () => {
  const fans = await app.world.people(['f1', 'f2', 'f3', 'f4', 'f5']);
  for (const fan of fans) await app.world.follow(fan, ann!);
  const latest = fans.map((fan) => fan.username).reverse();
  const page = async (args: object) => (await bob!.client.get(FollowersDocument, { username: ann!.username, ...args })).user!.followers;

  const first = await page({ first: 2 });
  expect(usernames(first)).toEqual(latest.slice(0, 2));
  expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  expect(new Date(first.edges[0]!.followedAt) >= new Date(first.edges[1]!.followedAt)).toBe(true);
  await done(fans[3], 'unfollow', ann);
  const second = await page({ first: 3, after: first.pageInfo.endCursor });
  expect(usernames(second)).toEqual(latest.slice(2));
  expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  const last = await page({ last: 2 });
  expect(usernames(last)).toEqual(latest.slice(3));
  expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  expect(usernames(await page({ last: 10, before: last.pageInfo.startCursor }))).toEqual([latest[0], latest[2]]);
});

test('mutuals are those who follow each other, dated by the later follow', async () => {
  await app.world.follow(ann!, bob!);
  await app.world.follow(cat!, ann!);
  await app.world.follow(ann!, cat!);
  const mutuals = async () => (await app.client().get(MutualsDocument, { username: ann!.username })).user!.mutuals;
  expect(usernames(await mutuals())).toEqual([cat!.username]);
  await app.world.follow(bob!, ann!);
  const both = await mutuals();
  expect(usernames(both)).toEqual([bob!.username, cat!.username]);
  const followers = (await app.client().get(FollowersDocument, { username: ann!.username })).user!.followers;
  expect(both.edges[0]!.followedAt).toBe(followers.edges[0]!.followedAt);
  expect(usernames((await app.client().get(FollowingDocument, { username: ann!.username })).user?.following)).toEqual([cat!.username, bob!.username]);
});

test('lists leave out whom the viewer may not see, and a page that it made short is filled up', async () => {
  const fans = await app.world.people(['f1', 'f2', 'f3', 'f4']);
  for (const fan of fans) await app.world.follow(fan, ann!);
  await app.world.block(bob!, fans[3]!);
  await app.world.block(fans[2]!, bob!);
  const page = async (viewer: Person, first: number) =>
    usernames((await viewer.client.get(FollowersDocument, { username: ann!.username, first })).user?.followers);
  expect(await page(bob!, 2)).toEqual([fans[1]!.username, fans[0]!.username]);
  expect(await page(cat!, 2)).toEqual([fans[3]!.username, fans[2]!.username]);
});

test.each([
  [{ first: 0 }, 'first'],
  [{ first: 101 }, 'first'],
  // The static limit on rows says so before anything is read.
  [{ first: 1_000_000_000 }, undefined],
  [{ last: -1 }, 'last'],
  [{ after: 'nonsense' }, 'after'],
  [{ before: '' }, 'before'],
  [{ after: 'x'.repeat(10_000) }, 'after'],
  [{ first: 1, last: 1 }, 'last'],
])('a page that makes no sense is BAD_USER_INPUT (%j)', async (args, argument) => {
  const { errors, status } = await app.client().run(FollowersDocument, { username: ann!.username, ...args });
  expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', ...(argument && { argument }) });
  expect([200, 400]).toContain(status);
});
