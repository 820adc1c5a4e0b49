import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  CommentDocument,
  DeleteAccountDocument,
  HomeFeedDocument,
  PostDocument,
  PublicFeedDocument,
  RankedFeedDocument,
  ThreadDocument,
  UserFeedDocument,
} from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { wrongCounters } from '../support/counters.js';
import { MEMBERS_PASSWORD, type Person } from '../support/world.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

/** Lets the wait be over, and the worker remove everything. */
async function removed(leaver: Person): Promise<void> {
  const { accounts, inPostgres } = app.plaza.assembly;
  await inPostgres.postgres.query('test.wait', `UPDATE accounts SET deleting_since = now() - interval '1 hour' WHERE deleting_since IS NOT NULL`);
  const waits = async () => (await inPostgres.postgres.query('test.waits', 'SELECT FROM accounts WHERE user_id = $1', [leaver.userId])).length > 0;
  for (const until = Date.now() + 15_000; (await waits()) && Date.now() < until; ) await accounts.runDeletions();
  expect(await waits()).toBe(false);
  await app.settled();
}

test('whoever leaves takes posts, comments, reactions and reposts along: out of sight at once, gone some time after', async () => {
  const leaver = await app.world.member('leaver');
  const [friend, fan] = await app.world.people(['friend', 'fan']);
  for (const who of [friend!, fan!]) await app.world.follow(who, leaver);
  const own = [await app.world.post(leaver, 'open'), await app.world.post(leaver, 'narrow', 'FOLLOWERS')];
  const underOwn = await app.world.comment(friend!, own[0]!, 'under the leaver\'s post');
  await app.world.react(fan!, own[0]!);
  await app.world.repost(fan!, own[0]!);
  const post = await app.world.post(friend!, `stays, and mentions @${leaver.username}`);
  const top = await app.world.comment(leaver, post, 'answered');
  const below = await app.world.comment(fan!, post, 'the answer', top);
  const leaf = await app.world.comment(leaver, post, 'not answered');
  const ofFriend = await app.world.comment(friend!, post, 'by the friend');
  const ownReply = await app.world.comment(leaver, post, 'to the friend', ofFriend);
  for (const subject of [post, ofFriend]) await app.world.react(leaver, subject, 'LOVE');
  await app.world.react(friend!, top, 'SAD');
  for (const who of [leaver, fan!]) await app.world.repost(who, post);
  // What is kept of reading: the order of a ranked feed.
  expect((await leaver.client.get(RankedFeedDocument, {})).homeFeed.edges.length).toBeGreaterThan(0);
  await app.settled();

  const thread = async () => (await friend!.client.get(ThreadDocument, { postId: post })).post!;
  const topLevel = async () => (await thread()).comments.edges.map(({ node }) => node.id);
  expect(await thread()).toMatchObject({ commentCount: 5, reactionCount: 1, repostCount: 2 });
  expect(await topLevel()).toEqual([top, leaf, ofFriend]);
  expect((await leaver.client.get(DeleteAccountDocument, { input: { password: MEMBERS_PASSWORD } })).deleteAccount?.deletedUserId).toBe(leaver.id);

  const outOfSight = async () => {
    for (const who of [app.client(), friend!.client, fan!.client]) {
      for (const id of own) expect((await who.get(PostDocument, { id })).post).toBeNull();
      for (const id of [underOwn, leaf, ownReply]) expect((await who.get(CommentDocument, { id })).comment).toBeNull();
      expect((await who.get(UserFeedDocument, { userId: leaver.id })).userFeed).toBeNull();
      expect((await who.get(PublicFeedDocument, {})).publicFeed.edges.map(({ node }) => node.id)).toEqual([post]);
    }
    // What the fan has reposted stays in the fan's own feed.
    expect((await fan!.client.get(HomeFeedDocument, {})).homeFeed.edges.map(({ node }) => node.id)).toEqual([post]);
    const { body } = await app.client().run(ThreadDocument, { postId: post });
    for (const word of ['answered', leaver.id]) expect(body).not.toContain(word);
    expect((await thread()).facets).toMatchObject([{ __typename: 'MentionFacet', user: null }]);
  };
  await outOfSight();
  // As long as the account waits, what hangs below its comments is hidden with them.
  expect(await topLevel()).toEqual([ofFriend]);
  expect((await friend!.client.get(CommentDocument, { id: below })).comment).toBeNull();

  await removed(leaver);
  await outOfSight();
  expect(await topLevel()).toEqual([top, ofFriend]);
  expect((await friend!.client.get(CommentDocument, { id: top })).comment).toMatchObject({ isDeleted: true, author: null, text: null, replyCount: 1, reactionCount: 0 });
  expect((await friend!.client.get(CommentDocument, { id: below })).comment).toMatchObject({ text: 'the answer', parent: { id: top } });
  expect(await thread()).toMatchObject({ commentCount: 2, reactionCount: 0, reactionCounts: [], repostCount: 1 });
  expect((await friend!.client.get(CommentDocument, { id: ofFriend })).comment).toMatchObject({ replyCount: 0, reactionCount: 0 });
  expect(await wrongCounters(app)).toEqual([]);
  expect(await tracesOf(leaver)).toEqual([]);
});

test('whoever has left can be mentioned no more, and what they had blocked may be seen again', async () => {
  const leaver = await app.world.member('blocker_who_leaves');
  const [foe, host] = await app.world.people(['foe', 'host']);
  const post = await app.world.post(host!, 'a thread');
  const top = await app.world.comment(leaver, post, 'top');
  const below = await app.world.comment(host!, post, 'below', top);
  await app.world.block(leaver, foe!);
  await leaver.client.get(DeleteAccountDocument, { input: { password: MEMBERS_PASSWORD } });
  const mention = await app.world.post(host!, `@${leaver.username}`);
  expect((await host!.client.get(PostDocument, { id: mention })).post?.facets).toEqual([]);
  await removed(leaver);
  expect((await foe!.client.get(CommentDocument, { id: below })).comment).toMatchObject({ text: 'below', parent: { id: top } });
  expect((await foe!.client.get(CommentDocument, { id: top })).comment).toMatchObject({ isDeleted: true, author: null });
  expect(await tracesOf(leaver)).toEqual([]);
});

/**
 * The collections in which the person's id still stands. The log of events holds ids for as long as it is kept; a mention in
 * somebody else's words means whom it meant.
 */
async function tracesOf({ userId }: Person): Promise<string[]> {
  const { db } = app.plaza.stores.mongo;
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).filter((name) => name !== 'events');
  const traces = async (name: string) => (await db.collection(name).find({}, { projection: { facets: 0 } }).toArray()).filter((row) => JSON.stringify(row).includes(userId));
  const found = await Promise.all(names.map(async (name) => ((await traces(name)).length > 0 ? [name] : [])));
  return found.flat();
}
