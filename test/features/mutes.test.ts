import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { HomeFeedEventsDocument, MutedDocument, MuteThreadDocument, MuteUserDocument, UnmuteThreadDocument, UnmuteUserDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Bulk } from '../support/bulk.js';
import { deleteBy } from '../support/canary-world.js';
import type { Person } from '../support/world.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

let [ann, bob, cat]: Person[] = [];
beforeEach(async () => {
  [ann, bob, cat] = (await app.world.people(['ann', 'bob', 'cat'])) as [Person, Person, Person];
  for (const author of [bob, cat]) await app.world.follow(ann, author);
});

const soon = () => new Date(Date.now() + 3_600_000);
/** As if the time had come. */
const endAll = (table: string) => app.plaza.stores.postgres.dataSource.query(`UPDATE ${table} SET until = now() - interval '1 second' WHERE muter_id = $1`, [ann!.userId]);
const mute = async (whom: Person, until?: Date) => (await ann!.client.get(MuteUserDocument, { input: { userId: whom.id, until: until?.toISOString() } })).muteUser;
const muteThread = async (postId: string, until?: Date) => (await ann!.client.get(MuteThreadDocument, { input: { postId, until: until?.toISOString() } })).muteThread;
const feedOf = async (person: Person, first = 50) => {
  const { data } = await person.client.query<{ homeFeed: { edges: { node: { text: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }>(`{ homeFeed(first: ${first}) { edges { node { text } } pageInfo { hasNextPage endCursor } } }`);
  return data!.homeFeed.edges.map(({ node }) => node.text);
};
const muted = async () => (await ann!.client.get(MutedDocument)).viewer!;

test('Z6: a muted person is not met in the home feed, at once, and in nothing else is there any difference', async () => {
  await app.world.post(bob!, 'By bob');
  const byCat = await app.world.post(cat!, 'By cat');
  await app.world.comment(bob!, byCat, 'An answer of bob');
  expect((await mute(bob!))!.user).toMatchObject({ viewerHasMuted: true });
  expect(await feedOf(ann!)).toEqual(['By cat']);
  const { body } = await ann!.client.query('query ($u: String!, $id: ID!, $p: ID!) { user(username: $u) { posts { edges { node { text } } } viewerIsFollowing } userFeed(userId: $id) { edges { node { text } } } publicFeed { edges { node { text } } } post(id: $p) { comments { edges { node { text } } } } }', { u: bob!.username, id: bob!.id, p: byCat });
  expect(body.match(/By bob/g)).toHaveLength(3);
  expect(body).toContain('An answer of bob');
  expect((await ann!.client.get(UnmuteUserDocument, { input: { userId: bob!.id } })).unmuteUser!.user).toMatchObject({ viewerHasMuted: false });
  expect(await feedOf(ann!)).toEqual(['By cat', 'By bob']);
});

test('a muted thread is not met in the home feed, and the page stays full', async () => {
  const posts = [];
  for (let i = 0; i < 6; i++) posts.push(await app.world.post(i % 2 ? bob! : cat!, `Post ${i}`));
  expect((await muteThread(posts[4]!))!.post).toMatchObject({ viewerHasMuted: true });
  await muteThread(posts[5]!);
  expect(await feedOf(ann!, 3)).toEqual(['Post 3', 'Post 2', 'Post 1']);
  await ann!.client.get(UnmuteThreadDocument, { input: { postId: posts[4] } });
  expect(await feedOf(ann!, 3)).toEqual(['Post 4', 'Post 3', 'Post 2']);
  const { body } = await ann!.client.query('query ($id: ID!) { post(id: $id) { text viewerHasMuted } userFeed(userId: $u) { edges { node { text } } } }'.replace('$u', `"${bob!.id}"`), { id: posts[5] });
  expect(body).toContain('"viewerHasMuted":true');
  expect(body.match(/Post 5/g)).toHaveLength(2);
});

test('Z6: what is muted is not heard of in the home feed\'s events; a mute that has ended has no effect', async () => {
  const old = await app.world.post(cat!, 'Old');
  const live = app.live(ann!.token);
  const feed = live.subscribe(HomeFeedEventsDocument);
  await live.subscribe(parse('{ __typename }')).until(({ ended }) => ended);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await mute(bob!, soon());
  await muteThread(old, soon());
  const edit = (version: number) => cat!.client.query('mutation ($i: EditPostInput!) { editPost(input: $i) { post { id } } }', { i: { postId: old, text: `Edited ${version}`, expectedVersion: version } });
  await app.world.post(bob!, 'Unheard');
  await edit(1);
  await app.world.post(cat!, 'Heard');
  await feed.until(({ received }) => JSON.stringify(received).includes('Heard'));
  expect(JSON.stringify(feed.received)).not.toMatch(/Unheard|Edited/);
  expect(await feedOf(ann!)).toEqual(['Heard']);

  await endAll('mutes');
  await endAll('thread_mutes');
  await app.world.post(bob!, 'Back again');
  await edit(2);
  await feed.until(({ received }) => /Back again.*Edited 2/.test(JSON.stringify(received)));
  expect(await feedOf(ann!)).toEqual(['Back again', 'Heard', 'Unheard', 'Edited 2']);
  expect(await muted()).toMatchObject({ mutedUsers: { edges: [] }, mutedThreads: { edges: [] } });
  expect((await app.client(ann!.token).query<{ user: unknown }>('query ($u: String!) { user(username: $u) { viewerHasMuted } }', { u: bob!.username })).data!.user).toEqual({ viewerHasMuted: false });
  expect(await app.plaza.assembly.relationships.purgeMutes()).toBe(2);
});

test('one\'s mutes are listed to oneself, with their ends; once more sets another end', async () => {
  const post = await app.world.post(cat!, 'A thread');
  const until = soon();
  await mute(bob!, until);
  await mute(cat!, until);
  await mute(cat!);
  await muteThread(post, until);
  const { mutedUsers, mutedThreads } = await muted();
  expect(mutedUsers.edges.map(({ node, until: end }) => [node.username, end])).toEqual([[cat!.username, null], [bob!.username, until.toISOString()]]);
  expect(mutedThreads.edges).toMatchObject([{ node: { text: 'A thread' }, until: until.toISOString() }]);
  await app.world.block(cat!, ann!);
  expect(await muted()).toMatchObject({ mutedUsers: { edges: [{ node: { username: bob!.username } }] }, mutedThreads: { edges: [] } });
});

test('nobody else can tell: they are told the same bytes before and after', async () => {
  const post = await app.world.post(bob!, 'A thread');
  await app.world.comment(cat!, post, 'An answer');
  await app.settled();
  const everything = `query ($ann: String!, $bob: String!, $post: ID!) {
    ann: user(username: $ann) { followerCount followeeCount viewerIsFollowing viewerIsFollowedBy viewerHasMuted followers { edges { node { username } } } following { edges { node { username } } } }
    bob: user(username: $bob) { followerCount followeeCount viewerHasMuted followers { edges { node { username } } } }
    post(id: $post) { viewerHasMuted commentCount comments { edges { node { text } } } }
    viewer { mutedUsers { edges { node { username } } } mutedThreads { edges { node { id } } } followRequests { edges { node { id } } } }
    homeFeed { edges { node { text viewerHasMuted } } }
  }`;
  const told = async () => Promise.all([bob!, cat!].map(async ({ client }) => (await client.query(everything, { ann: ann!.username, bob: bob!.username, post })).body));
  const before = await told();
  const events = () => app.plaza.stores.mongo.collection('events').countDocuments();
  const logged = await events();
  await mute(bob!);
  await muteThread(post);
  await app.settled();
  expect(await told()).toEqual(before);
  expect(await events()).toBe(logged);
});

test('not oneself, not without signing in, not whom one does not see, and not into the past', async () => {
  expect((await mute(ann!))!.userErrors).toMatchObject([{ code: 'SELF' }]);
  expect((await mute(bob!, new Date(0)))!.userErrors).toMatchObject([{ code: 'INVALID', field: 'until' }]);
  const closed = await app.world.post(cat!, 'For followers', 'FOLLOWERS');
  expect((await muteThread(closed, new Date(0)))!.userErrors).toMatchObject([{ code: 'INVALID', field: 'until' }]);
  await app.world.block(bob!, ann!);
  const codes = async (answer: Promise<{ errors: readonly { extensions: { code: string } }[] }>) => (await answer).errors.map((error) => error.extensions.code);
  expect(await codes(ann!.client.run(MuteUserDocument, { input: { userId: bob!.id } }))).toEqual(['NOT_FOUND']);
  expect(await codes(bob!.client.run(MuteThreadDocument, { input: { postId: closed } }))).toEqual(['NOT_FOUND']);
  expect(await codes(app.client().run(MuteUserDocument, { input: { userId: bob!.id } }))).toEqual(['UNAUTHENTICATED']);
  expect(await codes(app.client().run(MuteThreadDocument, { input: { postId: closed } }))).toEqual(['UNAUTHENTICATED']);
});

test('a thousand threads can be muted at a time, and a post that is deleted is none of them any more', async () => {
  const posts = await new Bulk(app).posts(Array.from({ length: 999 }, () => ({ authorId: bob!.userId })));
  await new Bulk(app).threadMutes(posts.map((post) => [ann!.userId, post] as const));
  const [last, over] = [await app.world.post(cat!, 'The thousandth'), await app.world.post(cat!, 'One too many')];
  expect((await muteThread(last))!.userErrors).toEqual([]);
  expect((await muteThread(over))!.userErrors).toMatchObject([{ code: 'TOO_MANY' }]);
  expect((await muteThread(last, soon()))!.userErrors).toEqual([]);
  await cat!.client.query('mutation ($i: DeletePostInput!) { deletePost(input: $i) { deletedPostId } }', { i: { postId: last } });
  await app.settled();
  expect((await muteThread(over))!.userErrors).toEqual([]);
});

test('a call that is repeated with its key is answered as before, also when the post is gone; a new one is not', async () => {
  const post = await app.world.post(cat!, 'Soon gone');
  const tryAll = async (idempotencyKey: string) => {
    const input = { postId: post, idempotencyKey };
    const [muting, unmuting] = [await ann!.client.run(MuteThreadDocument, { input }), await ann!.client.run(UnmuteThreadDocument, { input })];
    return [muting.errors[0]?.extensions.code ?? muting.data?.muteThread, unmuting.errors[0]?.extensions.code ?? unmuting.data?.unmuteThread];
  };
  expect(await tryAll('once')).toMatchObject([{ post: { id: post }, userErrors: [] }, { post: { id: post }, userErrors: [] }]);
  await deleteBy(cat!, 'Post', post);
  expect(await tryAll('once')).toMatchObject([{ post: null, userErrors: [] }, { post: null, userErrors: [] }]);
  expect(await tryAll('another')).toEqual(['NOT_FOUND', 'NOT_FOUND']);
});
