import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { encodeUserId } from '../../src/kernel/global-id.js';
import { mintId } from '../../src/kernel/ids.js';
import { FollowRequestsDocument, HomeFeedEventsDocument, PostEventsDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { LiveClient } from '../support/live-client.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

let app: TestApp;
/** A second process of the same instance, with the caches of anonymous answers on in both. */
let other: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { ANSWER_CACHE_SECONDS: '30' } });
  other = await startTestApp({ beside: app, env: { ANSWER_CACHE_SECONDS: '30' } });
});
afterAll(async () => {
  await other.close();
  await app.close();
});

let [ann, fan, bob]: Person[] = [];
let words: string;
let openPost: string;
let comment: string;
beforeEach(async () => {
  [ann, fan, bob] = (await app.world.people(['ann', 'fan', 'bob'])) as [Person, Person, Person];
  await app.world.follow(fan, ann);
  words = `Open words of ${ann.username}.`;
  openPost = await app.world.post(ann, words);
  comment = await app.world.comment(fan, openPost, 'An answer');
});

const EVERYWHERE = `query ($post: ID!, $comment: ID!, $user: ID!, $username: String!) {
  post(id: $post) { text } comment(id: $comment) { text } node(id: $post) { id } nodes(ids: [$post, $comment]) { id }
  userFeed(userId: $user) { edges { node { text } } } publicFeed(first: 50) { edges { node { text author { username } } } }
  user(username: $username) { username isPrivate postCount posts { edges { node { text } } } }
}`;
/** Everything that a viewer is told of ann's post, on one of the processes. */
const told = async (viewer: Person | null, on = app) =>
  (await on.client(viewer?.token ?? null).query(EVERYWHERE, { post: openPost, comment, user: ann!.id, username: ann!.username })).body;
const seesWords = async (viewer: Person | null, on = app) => {
  const body = await told(viewer, on);
  return ['post', 'comment', 'node', 'userFeed'].filter((field) => !new RegExp(`"${field}":(null|\\{"edges":\\[\\])`).test(body)).concat(body.includes('"publicFeed":{"edges":[]') || !body.includes(words) ? [] : ['words']);
};

const deed = async (who: Person, mutation: string, userId: string) => {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation ($i: ${type}!) { done: ${mutation}(input: $i) { user { viewerIsFollowing viewerIsFollowedBy viewerHasRequested viewerIsRequestedBy } userErrors { code } } }`;
  const { data, errors, body } = await who.client.query<{ done: { user: Record<string, boolean> | null; userErrors: { code: string }[] } | null }>(query, { i: { userId } });
  return { user: data?.done?.user, userErrors: data?.done?.userErrors, codes: errors.map((error) => error.extensions.code), body };
};
const names = async (who: Person, list: 'followRequests' | 'sentFollowRequests') => {
  const { data, body } = await who.client.query<{ viewer: Record<string, { edges: { requestedAt: string; node: { username: string } }[] }> }>(`{ viewer { ${list} { edges { requestedAt node { username } } } } }`);
  if (!data) throw new Error(body);
  return data.viewer[list]!.edges.map(({ node }) => node.username);
};
/** Asked by themselves: answers to anonymous viewers are kept for a while, and nobody hides them from themselves. */
const counts = async (who: Person) =>
  (await who.client.query<{ user: { followerCount: number; followeeCount: number } }>('query ($u: String!) { user(username: $u) { followerCount followeeCount } }', { u: who.username })).data!.user;
const list = async (viewer: Person | null, of: Person, which = 'followers') => {
  const query = `query ($u: String!) { user(username: $u) { viewerCanSeeFollowLists { allowed reason } list: ${which}(first: 50) { edges { node { username } } pageInfo { hasNextPage endCursor } } } }`;
  const { data } = await app.client(viewer?.token ?? null).query<{ user: { viewerCanSeeFollowLists: { reason: string | null }; list: { edges: { node: { username: string } }[] } } }>(query, { u: of.username });
  return { names: data!.user.list.edges.map(({ node }) => node.username), reason: data!.user.viewerCanSeeFollowLists.reason, body: JSON.stringify(data!.user.list) };
};

test('Z2 Z6 Z7: what an account has published is for its followers from the moment when it becomes private, on every process and in every cache', async () => {
  for (const on of [app, other]) for (const viewer of [null, bob!]) expect(await seesWords(viewer, on)).toHaveLength(5);
  await app.world.makePrivate(ann!);
  for (const on of [app, other]) {
    for (const viewer of [null, bob!]) {
      expect(await seesWords(viewer, on)).toEqual([]);
      expect(await told(viewer, on)).not.toContain(words);
    }
    for (const viewer of [fan!, ann!]) expect(await seesWords(viewer, on)).toHaveLength(5);
  }
  expect(JSON.parse(await told(bob!))).toMatchObject({ data: { user: { username: ann!.username, isPrivate: true } } });
  await app.world.makePrivate(ann!, false);
  expect(await seesWords(bob!)).toHaveLength(5);
});

test('Z3: writing to what has become private is NOT_FOUND in the same bytes as to what never was', async () => {
  await app.world.makePrivate(ann!);
  const gone = await app.world.post(bob!, 'Soon gone');
  await bob!.client.query('mutation ($i: DeletePostInput!) { deletePost(input: $i) { deletedPostId } }', { i: { postId: gone } });
  for (const query of ['mutation ($id: ID!) { createComment(input: { postId: $id, text: "Hi" }) { comment { id } } }', 'mutation ($id: ID!) { addReaction(input: { subjectId: $id, kind: LIKE }) { viewerReaction } }']) {
    const [hidden, absent] = [await bob!.client.query(query, { id: openPost }), await bob!.client.query(query, { id: gone })];
    expect(hidden.errors.map((error) => error.extensions.code)).toEqual(['NOT_FOUND']);
    expect(hidden.body).toBe(absent.body);
    expect((await fan!.client.query(query, { id: openPost })).errors).toEqual([]);
  }
});

test('Z6: open subscriptions on another process end for those who may no longer see the post, within a second', async () => {
  const lives: LiveClient[] = [null, bob!, fan!].map((viewer) => other.live(viewer?.token));
  const [byNobody, byBob, byFan] = lives.map((live) => live.subscribe(PostEventsDocument, { postId: openPost }));
  const feed = lives[2]!.subscribe(HomeFeedEventsDocument);
  await Promise.all(lives.map((live) => live.subscribe(parse('{ __typename }')).until(({ ended }) => ended)));
  await new Promise((resolve) => setTimeout(resolve, 100));
  await app.world.makePrivate(ann!);
  await Promise.all([byNobody!, byBob!].map((each) => each.until(({ ended }) => ended, 1_000)));
  await app.world.comment(fan!, openPost, 'Among friends');
  await byFan!.until(({ received }) => JSON.stringify(received).includes('Among friends'));
  await app.world.post(ann!, 'For the feed');
  await feed.until(({ received }) => JSON.stringify(received).includes('For the feed'));
  expect(JSON.stringify([byNobody!.received, byBob!.received])).not.toContain('Among friends');
  await deed(ann!, 'removeFollower', fan!.id);
  await byFan!.until(({ ended }) => ended, 1_000);
});

test('to follow a private account is to ask, once; accepting makes a follower and counts them, once', async () => {
  await app.world.makePrivate(ann!);
  for (let i = 0; i < 3; i++) expect((await deed(bob!, 'followUser', ann!.id)).user).toMatchObject({ viewerIsFollowing: false, viewerHasRequested: true });
  expect(await names(ann!, 'followRequests')).toEqual([bob!.username]);
  expect(await names(bob!, 'sentFollowRequests')).toEqual([ann!.username]);
  expect(await seesWords(bob!)).toEqual([]);
  await app.settled();
  expect(await counts(ann!)).toMatchObject({ followerCount: 1 });

  for (let i = 0; i < 2; i++) expect((await deed(ann!, 'acceptFollowRequest', bob!.id)).user).toMatchObject({ viewerIsFollowedBy: true, viewerIsRequestedBy: false });
  expect(await names(ann!, 'followRequests')).toEqual([]);
  expect(await seesWords(bob!)).toHaveLength(5);
  await app.settled();
  expect(await counts(ann!)).toMatchObject({ followerCount: 2 });
  expect(await counts(bob!)).toMatchObject({ followeeCount: 1 });

  expect((await deed(ann!, 'removeFollower', bob!.id)).user).toMatchObject({ viewerIsFollowedBy: false });
  expect(await seesWords(bob!)).toEqual([]);
  await app.settled();
  expect(await counts(ann!)).toMatchObject({ followerCount: 1 });
});

test('a request can be withdrawn, rejected and made again; where there is none, accepting finds nobody', async () => {
  await app.world.makePrivate(ann!);
  await deed(bob!, 'followUser', ann!.id);
  expect((await deed(bob!, 'unfollowUser', ann!.id)).user).toMatchObject({ viewerHasRequested: false });
  const absent = await deed(ann!, 'acceptFollowRequest', encodeUserId(mintId()));
  expect(absent.codes).toEqual(['NOT_FOUND']);
  expect((await deed(ann!, 'acceptFollowRequest', bob!.id)).body).toBe(absent.body);
  await deed(bob!, 'followUser', ann!.id);
  expect((await deed(ann!, 'rejectFollowRequest', bob!.id)).userErrors).toEqual([]);
  expect(await names(bob!, 'sentFollowRequests')).toEqual([]);
  expect((await deed(bob!, 'followUser', ann!.id)).user).toMatchObject({ viewerHasRequested: true });
});

test('a public account lets nobody in by itself: who asked before waits on, and follows at once by asking again', async () => {
  await app.world.makePrivate(ann!);
  await deed(bob!, 'followUser', ann!.id);
  await app.world.makePrivate(ann!, false);
  expect(await names(ann!, 'followRequests')).toEqual([bob!.username]);
  expect((await deed(bob!, 'followUser', ann!.id)).user).toMatchObject({ viewerIsFollowing: true, viewerHasRequested: false });
  expect(await names(ann!, 'followRequests')).toEqual([]);
});

test('a block ends requests both ways, and whoever is not there asks nobody', async () => {
  await app.world.makePrivate(ann!);
  await app.world.makePrivate(bob!);
  await deed(bob!, 'followUser', ann!.id);
  await deed(ann!, 'followUser', bob!.id);
  await app.world.block(ann!, bob!);
  expect((await deed(bob!, 'followUser', ann!.id)).codes).toEqual(['NOT_FOUND']);
  await deed(ann!, 'unblockUser', bob!.id);
  for (const person of [ann!, bob!]) expect([await names(person, 'followRequests'), await names(person, 'sentFollowRequests')]).toEqual([[], []]);

  await deed(bob!, 'followUser', ann!.id);
  const suspend = (holds: boolean) => app.plaza.assembly.inPostgres.commit.run((tx) => app.plaza.assembly.profiles.setState(tx, bob!.userId, 'suspended', holds));
  await suspend(true);
  expect(await names(ann!, 'followRequests')).toEqual([]);
  expect((await deed(ann!, 'acceptFollowRequest', bob!.id)).codes).toEqual(['NOT_FOUND']);
  await suspend(false);
  expect(await names(ann!, 'followRequests')).toEqual([bob!.username]);
});

test('Z9: accepting against withdrawing, rejecting and blocking, in every order: counters are rows, and nobody follows whom they no longer ask', async () => {
  await app.world.makePrivate(ann!);
  for (let round = 0; round < 20; round++) {
    await deed(bob!, 'followUser', ann!.id);
    await Promise.all([deed(ann!, 'acceptFollowRequest', bob!.id), deed(bob!, 'unfollowUser', ann!.id), ...(round % 3 ? [] : [deed(ann!, 'rejectFollowRequest', bob!.id)])]);
    expect((await deed(bob!, 'unfollowUser', encodeUserId(bob!.userId))).userErrors).toMatchObject([{ code: 'SELF' }]);
    const rows = await app.plaza.stores.postgres.dataSource.query('SELECT 1 FROM follows WHERE follower_id = $1 AND followee_id = $2 UNION ALL SELECT 1 FROM follow_requests WHERE requester_id = $1', [bob!.userId, ann!.userId]);
    expect(rows).toEqual([]);
  }
  await deed(bob!, 'followUser', ann!.id);
  await Promise.all([deed(ann!, 'acceptFollowRequest', bob!.id), deed(ann!, 'blockUser', bob!.id).catch(() => null), app.world.block(ann!, bob!)]);
  await app.settled();
  expect(await counts(ann!)).toMatchObject({ followerCount: 1 });
  expect(await counts(bob!)).toMatchObject({ followeeCount: 0 });
});

test('the lists of requests page by cursors, latest first, and are their owner\'s alone', async () => {
  await app.world.makePrivate(ann!);
  const askers = await app.world.people(Array.from({ length: 5 }, (_, i) => `asker${i}`));
  for (const asker of askers) await app.world.follow(asker, ann!);
  const pageAfter = async (after: string | null): Promise<{ edges: { node: { username: string } }[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } }> =>
    (await ann!.client.get(FollowRequestsDocument, { first: 2, after })).viewer!.followRequests;
  const seen: string[] = [];
  for (let page = await pageAfter(null); ; page = await pageAfter(page.pageInfo.endCursor!)) {
    seen.push(...page.edges.map(({ node }) => node.username));
    if (!page.pageInfo.hasNextPage) break;
  }
  expect(seen).toEqual(askers.map(({ username }) => username).reverse());
  const taken = await ann!.client.query<{ viewer: { followRequests: { pageInfo: { endCursor: string } } } }>('{ viewer { followRequests(first: 2) { pageInfo { endCursor } } } }');
  const { errors } = await bob!.client.query('query ($after: Cursor) { viewer { followRequests(after: $after) { edges { node { id } } } } }', { after: taken.data!.viewer.followRequests.pageInfo.endCursor });
  expect(errors).toEqual([]);
  expect(await names(bob!, 'followRequests')).toEqual([]);
});

test('Z4: lists of follows of a private account are for its followers; hidden ones are for nobody else', async () => {
  await app.world.follow(ann!, fan!);
  await app.world.makePrivate(ann!);
  for (const which of ['followers', 'following', 'mutuals']) {
    expect(await list(bob!, ann!, which)).toMatchObject({ names: [], reason: 'FOLLOWERS_ONLY', body: '{"edges":[],"pageInfo":{"hasNextPage":false,"endCursor":null}}' });
    expect(await list(null, ann!, which)).toMatchObject({ names: [], reason: 'FOLLOWERS_ONLY' });
    for (const viewer of [fan!, ann!]) expect(await list(viewer, ann!, which)).toMatchObject({ names: [fan!.username], reason: null });
  }
  await ann!.client.query('mutation { updatePrivacy(input: { hidesFollowLists: true }) { userErrors { code } } }');
  expect(await list(fan!, ann!)).toMatchObject({ names: [], reason: 'HIDDEN' });
  expect(await list(ann!, ann!)).toMatchObject({ names: [fan!.username], reason: null });
  expect(await counts(ann!)).toHaveProperty('followerCount');
});

test('Z4: what one list hides no other list tells: a follow shows where both lists do, and to the two themselves', async () => {
  await app.world.follow(ann!, fan!);
  await app.world.follow(bob!, fan!);
  await app.world.follow(fan!, bob!);
  await app.world.makePrivate(ann!);
  for (const which of ['followers', 'following', 'mutuals']) {
    expect((await list(bob!, fan!, which)).names).toEqual([bob!.username]);
    expect((await list(null, fan!, which)).names).toEqual([bob!.username]);
    for (const viewer of [fan!, ann!]) expect((await list(viewer, fan!, which)).names.sort()).toEqual([ann!.username, bob!.username].sort());
  }
  await ann!.client.query('mutation { updatePrivacy(input: { isPrivate: false, hidesFollowLists: true }) { userErrors { code } } }');
  await until(async () => (await list(null, fan!)).names.length === 1);
  expect((await list(bob!, fan!)).names).toEqual([bob!.username]);
});
