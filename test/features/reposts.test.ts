import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodePostId, encodePostId } from '../../src/kernel/global-id.js';
import { mintId } from '../../src/kernel/ids.js';
import { postReposted } from '../../src/modules/reposts/repost.events.js';
import { DeletePostDocument, RepostPostDocument, RepostsDocument, UnblockUserDocument, UndoRepostDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { askAgain, saysAway } from '../support/ask-again.js';
import type { GraphqlAnswer } from '../support/client.js';
import { wrongCounters } from '../support/counters.js';
import type { Person } from '../support/world.js';

let app: TestApp;
/** The follower follows the author; one person has blocked the author, another one is blocked by them. */
let author: Person, follower: Person, stranger: Person, blocker: Person, blocked: Person;
beforeAll(async () => {
  app = await startTestApp();
  [author, follower, stranger, blocker, blocked] = (await app.world.people(['author', 'follower', 'stranger', 'blocker', 'blocked'])) as [Person, Person, Person, Person, Person];
  await app.world.follow(follower, author);
  await app.world.block(blocker, author);
  await app.world.block(author, blocked);
});
afterAll(() => app.close());

const nobody = undefined;
const clientOf = (who: Person | undefined) => who?.client ?? app.client();
const repost = (who: Person | undefined, postId: string, idempotencyKey?: string) => clientOf(who).run(RepostPostDocument, { input: { postId, idempotencyKey } });
const undo = (who: Person | undefined, postId: string, idempotencyKey?: string) => clientOf(who).run(UndoRepostDocument, { input: { postId, idempotencyKey } });
const codeOf = ({ errors }: GraphqlAnswer<unknown>) => errors.map(({ extensions: { code, reason } }) => (reason ? `${code} ${String(reason)}` : code)).join();
const read = async (who: Person | undefined, postId: string) => (await clientOf(who).get(RepostsDocument, { postId })).post;
const repostersOf = async (who: Person | undefined, postId: string) => (await read(who, postId))?.reposts.edges.map(({ node }) => node.id);
const rowsOf = (postId: string) => app.plaza.stores.mongo.collection('reposts').countDocuments({ postId: decodePostId(postId)!.id });
const eventsOf = async (postId: string) => {
  const events = await app.plaza.stores.mongo.collection('events').find({ 'data.postId': decodePostId(postId)!.id, type: /Repost/ }).sort({ position: 1 }).toArray();
  return events.map(({ type, topics, data, narrows, actorId }) => ({ type, topics, data, narrows, actorId }) as Record<string, unknown>);
};

test('a repost shows to its person at once, and is counted and listed for everybody', async () => {
  const id = await app.world.post(author, 'hand this on');
  const { data } = await repost(stranger, id);
  expect(data?.repostPost).toEqual({ post: { id, repostCount: expect.any(Number), viewerHasReposted: true, viewerCanRepost: { allowed: true, reason: null } }, userErrors: [] });
  await app.settled();
  for (const who of [nobody, author, follower]) {
    expect(await read(who, id)).toMatchObject({ repostCount: 1, viewerHasReposted: false, reposts: { edges: [{ node: { id: stranger.id }, repostedAt: expect.any(String) }] } });
  }
  expect(await read(stranger, id)).toMatchObject({ repostCount: 1, viewerHasReposted: true });
});

test('once more changes nothing: not its place, not its count, and nothing is announced', async () => {
  const id = await app.world.post(author, 'hand this on twice');
  await repost(stranger, id);
  const before = (await read(stranger, id))!.reposts.edges;
  await repost(follower, id);
  expect((await repost(stranger, id)).data?.repostPost?.post).toMatchObject({ viewerHasReposted: true });
  await app.settled();
  const after = (await read(stranger, id))!;
  expect(after).toMatchObject({ repostCount: 2, reposts: { edges: [{ node: { id: follower.id } }, ...before] } });
  expect(await eventsOf(id)).toHaveLength(2);
});

test('fifty at once of one person are one row, one event and a count of one', async () => {
  const id = await app.world.post(author, 'hand this on at once');
  const answers = await Promise.all(Array.from({ length: 50 }, () => askAgain(saysAway, () => repost(stranger, id))));
  expect(answers.map(codeOf).filter((code) => code !== '')).toEqual([]);
  await app.settled();
  expect(await rowsOf(id)).toBe(1);
  expect(await eventsOf(id)).toHaveLength(1);
  expect(await read(nobody, id)).toMatchObject({ repostCount: 1, reposts: { edges: [{ node: { id: stranger.id } }] } });
});

test('counts are right after reposts and undos of many at once', async () => {
  const id = await app.world.post(author, 'to and fro');
  const people = await app.world.people(['one', 'two', 'three', 'four', 'five']);
  await Promise.all(people.flatMap((person) => [repost(person, id), undo(person, id), repost(person, id), undo(person, id), repost(person, id)]));
  await app.settled();
  expect(await wrongCounters(app)).toEqual([]);
  for (const person of people.slice(1)) await repost(person, id);
  await undo(people[0], id);
  await app.settled();
  expect(await read(nobody, id)).toMatchObject({ repostCount: 4 });
  expect(await rowsOf(id)).toBe(4);
});

test('one\'s own post can be reposted', async () => {
  const id = await app.world.post(author, 'worth saying twice');
  expect((await repost(author, id)).data?.repostPost?.post).toMatchObject({ viewerHasReposted: true });
  expect(await repostersOf(stranger, id)).toEqual([author.id]);
});

test('a repost can be taken back; where there is none that changes nothing', async () => {
  const id = await app.world.post(author, 'hand this on, or not');
  await repost(stranger, id);
  await repost(follower, id);
  for (let i = 0; i < 2; i++) expect((await undo(stranger, id)).data?.undoRepost).toMatchObject({ post: { id, viewerHasReposted: false }, userErrors: [] });
  await undo(author, id);
  await app.settled();
  expect(await read(stranger, id)).toMatchObject({ repostCount: 1, viewerHasReposted: false, reposts: { edges: [{ node: { id: follower.id } }] } });
  await repost(stranger, id);
  expect(await repostersOf(nobody, id)).toEqual([stranger.id, follower.id]);
});

test('what happened is announced to those who follow the reposter, and to those who look at the post', async () => {
  const id = await app.world.post(author, 'announced');
  await repost(stranger, id);
  await undo(stranger, id);
  await app.settled();
  const postId = decodePostId(id)!.id;
  const data = { repostId: expect.any(String), postId, postAuthorId: author.userId, reposterId: stranger.userId };
  const about = { topics: [`author:${stranger.userId}`, `post:${postId}`], data, actorId: stranger.userId };
  const events = await eventsOf(id);
  expect(events).toEqual([{ ...about, type: 'PostReposted', narrows: false }, { ...about, type: 'RepostUndone', narrows: true }]);
  expect(events[1]!['data']).toEqual(events[0]!['data']);
});

test('only what is published to everybody can be reposted, whoever wants to', async () => {
  const narrow = await app.world.post(author, 'for followers', 'FOLLOWERS');
  const [shy, fan] = (await app.world.people(['shy', 'fan'])) as [Person, Person];
  const early = await app.world.post(shy, 'from before I was private');
  await app.world.follow(fan, shy);
  await repost(fan, early);
  await app.world.makePrivate(shy);
  for (const [who, id, reason] of [[author, narrow, 'FOLLOWERS_ONLY'], [follower, narrow, 'FOLLOWERS_ONLY'], [shy, early, 'PRIVATE_ACCOUNT'], [fan, early, 'PRIVATE_ACCOUNT']] as const) {
    expect(codeOf(await repost(who, id))).toBe(`FORBIDDEN ${reason}`);
    expect((await read(who, id))?.viewerCanRepost).toEqual({ allowed: false, reason });
  }
  for (const id of [narrow, early]) expect(codeOf(await repost(stranger, id))).toBe('NOT_FOUND');
  // What was reposted before can still be taken back.
  expect(await repostersOf(fan, early)).toEqual([fan.id]);
  expect((await undo(fan, early)).data?.undoRepost?.post).toMatchObject({ viewerHasReposted: false });
  await app.world.makePrivate(shy, false);
  expect((await repost(stranger, early)).data?.repostPost?.post).toMatchObject({ viewerHasReposted: true });
});

test('nobody who is not signed in reposts; to those who do not see a post it is absent', async () => {
  const id = await app.world.post(author, 'hidden from some');
  expect(codeOf(await repost(nobody, id))).toBe('UNAUTHENTICATED');
  expect(codeOf(await undo(nobody, id))).toBe('UNAUTHENTICATED');
  expect((await read(nobody, id))?.viewerCanRepost).toEqual({ allowed: false, reason: 'SIGN_IN' });
  const unknown = encodePostId({ authorId: author.userId, id: mintId() });
  const absent = { repost: (await repost(stranger, unknown)).body, undo: (await undo(stranger, unknown)).body };
  const comment = await app.world.comment(author, id, 'no post');
  const hidden: [Person, string][] = [[blocker, id], [blocked, id], [stranger, comment], [stranger, author.id], [stranger, ''], [stranger, `${id}A`], [stranger, 'x'.repeat(10_000)], [stranger, '\0']];
  for (const [who, postId] of hidden) {
    const answers = { repost: await repost(who, postId), undo: await undo(who, postId) };
    for (const answer of Object.values(answers)) expect(codeOf(answer)).toBe('NOT_FOUND');
    expect({ repost: answers.repost.body, undo: answers.undo.body }).toEqual(absent);
  }
});

test('a repost takes effect once per key', async () => {
  const id = await app.world.post(author, 'once per key');
  await Promise.all(Array.from({ length: 5 }, () => repost(stranger, id, `repost ${id}`)));
  expect(codeOf(await repost(stranger, await app.world.post(author, 'another'), `repost ${id}`))).toBe('CONFLICT IDEMPOTENCY_KEY_REUSED');
  await undo(stranger, id, `undo ${id}`);
  expect((await repost(stranger, id, `repost ${id}`)).data?.repostPost).toMatchObject({ post: { id, viewerHasReposted: false } });
  await repost(stranger, id);
  expect((await undo(stranger, id, `undo ${id}`)).data?.undoRepost).toMatchObject({ post: { id, viewerHasReposted: true } });
});

test('who has reposted is listed to those who may see them, in pages, the latest first', async () => {
  const id = await app.world.post(author, 'listed');
  const [open, shy, mine, foe, left] = (await app.world.people(['open', 'shy', 'mine', 'foe', 'left'])) as [Person, Person, Person, Person, Person];
  await app.world.follow(stranger, shy);
  for (const person of [open, shy, mine, foe, left]) await repost(person, id);
  await app.world.makePrivate(shy);
  await app.world.block(foe, mine);
  await app.plaza.stores.postgres.query('test.leave', 'UPDATE profiles SET deactivated_at = now() WHERE user_id = $1', [left.userId]);
  expect(await repostersOf(nobody, id)).toEqual([foe.id, mine.id, open.id]);
  // Of a private account to those who follow it, and to itself.
  expect(await repostersOf(stranger, id)).toEqual([foe.id, mine.id, shy.id, open.id]);
  expect(await repostersOf(shy, id)).toEqual([foe.id, mine.id, shy.id, open.id]);
  expect(await repostersOf(mine, id)).toEqual([mine.id, open.id]);
  expect(await repostersOf(foe, id)).toEqual([foe.id, open.id]);
  await app.settled();
  expect((await read(mine, id))?.repostCount).toBe(5);

  for (const first of [1, 2, 3, 4]) {
    const found: string[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { reposts } = (await stranger.client.get(RepostsDocument, { postId: id, first, after })).post!;
      found.push(...reposts.edges.map(({ node }) => node.id));
      ({ hasNextPage: more, endCursor: after = null } = reposts.pageInfo as { hasNextPage: boolean; endCursor: string | null });
    }
    expect(found).toEqual([foe.id, mine.id, shy.id, open.id]);
  }
  const wrong = await stranger.client.run(RepostsDocument, { postId: id, after: 'not-a-cursor' });
  expect(codeOf(wrong)).toBe('BAD_USER_INPUT');
});

test('the lists of many posts are read together, each from where it is asked', async () => {
  const ids = await Promise.all([1, 2, 3].map((n) => app.world.post(author, `one of three: ${n}`)));
  for (const person of [stranger, follower, author]) for (const id of ids.slice(0, 2)) await repost(person, id);
  const list = 'reposts(first: 1) { edges { node { id } } } all: reposts(first: 2) { edges { node { id } } } viewerHasReposted';
  const { data, errors } = await stranger.client.query<{ nodes: unknown[] }>(`query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Post { ${list} } } }`, { ids });
  expect(errors).toEqual([]);
  const edges = (...people: Person[]) => ({ edges: people.map(({ id }) => ({ node: { id } })) });
  const reposted = { reposts: edges(author), all: edges(author, follower), viewerHasReposted: true };
  expect(data!.nodes).toEqual([reposted, reposted, { reposts: edges(), all: edges(), viewerHasReposted: false }]);
});

test('what is gone has no reposts to come back to, those that were under way included', async () => {
  const id = await app.world.post(author, 'soon gone');
  await repost(stranger, id, 'before');
  await author.client.get(DeletePostDocument, { input: { postId: id } });
  expect(codeOf(await repost(follower, id))).toBe('NOT_FOUND');
  expect(codeOf(await undo(stranger, id))).toBe('NOT_FOUND');
  expect((await repost(stranger, id, 'before')).data?.repostPost).toEqual({ post: null, userErrors: [] });
  await app.settled();
  expect(await rowsOf(id)).toBe(0);

  // As when the post goes between the look at it and the commit.
  const { inMongo, reposts } = app.plaza.assembly;
  const late = { _id: mintId(), reposterId: follower.userId, postId: decodePostId(id)!.id, postAuthorId: author.userId, createdAt: new Date() };
  await inMongo.commit.run(async (tx) => {
    expect(await reposts.store.insert(tx, late)).toBe(true);
    await inMongo.announcer.announce(tx, postReposted(late));
  });
  await app.settled();
  expect(await rowsOf(id)).toBe(0);
});

test('a block hides what was reposted, and gives it back when it ends', async () => {
  const id = await app.world.post(author, 'parted');
  const [fan] = (await app.world.people(['fan'])) as [Person];
  await repost(fan, id);
  await app.world.block(author, fan);
  expect(codeOf(await undo(fan, id))).toBe('NOT_FOUND');
  expect(await repostersOf(author, id)).toEqual([]);
  expect(await repostersOf(nobody, id)).toEqual([fan.id]);
  await author.client.get(UnblockUserDocument, { input: { userId: fan.id } });
  expect((await read(fan, id))?.viewerHasReposted).toBe(true);
  expect(await repostersOf(author, id)).toEqual([fan.id]);
});
