import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { HomeFeedEventsDocument, type HomeFeedEventsSubscription, PostEventsDocument, type PostEventsSubscription } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { LiveClient, Subscription } from '../support/live-client.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

/** Those who have begun to listen since `listening` was last called. */
let lives: LiveClient[] = [];
const liveOf = (person: Person | null): LiveClient => {
  const live = app.live(person?.token);
  lives.push(live);
  return live;
};
const watchFeed = (person: Person) => liveOf(person).subscribe(HomeFeedEventsDocument);
const watch = (person: Person | null, postId: string) => liveOf(person).subscribe(PostEventsDocument, { postId });

/** A subscription is not acknowledged: but what is answered after it on the same socket says that it was taken. */
async function listening(): Promise<void> {
  await Promise.all(lives.map((live) => live.subscribe(parse('{ __typename }')).until(({ ended }) => ended)));
  lives = [];
  await new Promise((resolve) => setTimeout(resolve, 100));
}

const feedTypes = (subscription: Subscription<HomeFeedEventsSubscription>) => subscription.received.map((data) => data.homeFeedEvents.__typename);
/** Counters come whenever they were folded; what else happened comes in order. */
const types = (subscription: Subscription<PostEventsSubscription>) =>
  subscription.received.map((data) => data.postEvents.__typename).filter((type) => type !== 'PostCountersChanged');

test('a post tells what happens under it, to those who may know', async () => {
  const [ada, bob, eve, talker] = (await app.world.people(['ada', 'bob', 'eve', 'talker'])) as [Person, Person, Person, Person];
  const post = await app.world.post(ada, 'Hello');
  await app.world.block(eve, talker);
  const [byAda, byEve, byNobody] = [watch(ada, post), watch(eve, post), watch(null, post)];
  await listening();

  const talk = await app.world.comment(talker, post, 'Talk');
  await app.world.comment(bob, post, 'Answer to talk', talk);
  const plain = await app.world.comment(bob, post, 'Plain');
  await byAda.until(() => types(byAda).length === 3);
  await bob.client.query('mutation($i: DeleteCommentInput!) { deleteComment(input: $i) { deletedCommentId } }', { i: { commentId: plain } });
  await talker.client.query('mutation($i: DeleteCommentInput!) { deleteComment(input: $i) { deletedCommentId } }', { i: { commentId: talk } });
  await ada.client.query('mutation($i: EditPostInput!) { editPost(input: $i) { post { id } } }', { i: { postId: post, text: 'Edited', expectedVersion: 1 } });
  await byAda.until(() => types(byAda).includes('PostEdited'));
  await ada.client.query('mutation($i: DeletePostInput!) { deletePost(input: $i) { deletedPostId } }', { i: { postId: post } });
  await Promise.all([byAda, byEve, byNobody].map((each) => each.until(({ ended }) => ended)));

  const all = ['CommentAdded', 'CommentAdded', 'CommentAdded', 'CommentRemoved', 'CommentRemoved', 'PostEdited', 'PostRemoved'];
  expect(types(byAda)).toEqual(all);
  expect(types(byNobody)).toEqual(all);
  // Of somebody whom she blocked she hears nothing: not their comment, not what others answered, not that it is gone.
  expect(types(byEve)).toEqual(['CommentAdded', 'CommentRemoved', 'PostEdited', 'PostRemoved']);
  expect(JSON.stringify(byEve.received)).not.toMatch(/"(Talk|Answer to talk)"/);
  expect(byAda.errors).toBeNull();
});

test('counters are told once for many, and are right', async () => {
  const [ada, ...others] = (await app.world.people(['ada', 'b', 'c', 'd'])) as [Person, ...Person[]];
  const post = await app.world.post(ada, 'Count me');
  const byAda = watch(ada, post);
  await listening();
  for (const other of others) {
    await app.world.comment(other, post, 'One');
    await app.world.react(other, post);
  }
  await byAda.until(({ received }) => {
    const last = received.filter(({ postEvents }) => postEvents.__typename === 'PostCountersChanged').at(-1)?.postEvents;
    return last?.__typename === 'PostCountersChanged' && last.post.commentCount === 3 && last.post.reactionCount === 3;
  });
  expect(byAda.received.length - types(byAda).length).toBeLessThan(6);
});

test('a post that the viewer may not see is NOT_FOUND, as one that never was', async () => {
  const [ada, stranger] = (await app.world.people(['ada', 'stranger'])) as [Person, Person];
  const post = await app.world.post(ada, 'For followers', 'FOLLOWERS');
  for (const subscription of [watch(stranger, post), watch(null, post), watch(stranger, 'nonsense'), watch(stranger, ada.id)]) {
    await subscription.until(({ ended }) => ended);
    expect(subscription.errors).toMatchObject([{ message: 'Not found.', extensions: { code: 'NOT_FOUND' } }]);
  }
});

test('a stream ends when its post is lost to the viewer: by a block, by unfollowing, with the account', async () => {
  const [ada, blocked, follower, fan] = (await app.world.people(['ada', 'blocked', 'follower', 'fan'])) as [Person, Person, Person, Person];
  await app.world.follow(follower, ada);
  await app.world.follow(fan, ada);
  const [open, closed] = [await app.world.post(ada, 'Public'), await app.world.post(ada, 'For followers', 'FOLLOWERS')];
  const [byBlocked, byFollower, byFan] = [watch(blocked, open), watch(follower, closed), watch(fan, closed)];
  await listening();

  await app.world.block(ada, blocked);
  await byBlocked.until(({ ended }) => ended, 1_500);
  await follower.client.query('mutation($i: UnfollowUserInput!) { unfollowUser(input: $i) { user { id } } }', { i: { userId: ada.id } });
  await byFollower.until(({ ended }) => ended, 1_500);
  const { accounts, inPostgres } = app.plaza.assembly;
  await inPostgres.commit.run(async (tx) => tx.query('UPDATE accounts SET password_hash = $2 WHERE user_id = $1', [ada.userId, await accounts.hashPassword('correct horse')]));
  await ada.client.query('mutation($i: DeleteAccountInput!) { deleteAccount(input: $i) { deletedUserId } }', { i: { password: 'correct horse' } });
  await byFan.until(({ ended }) => ended, 1_500);
  expect([byBlocked, byFollower, byFan].map(({ received, errors }) => ({ received, errors }))).toEqual(Array(3).fill({ received: [], errors: null }));
});

test('the home feed tells of those whom the viewer follows at that moment', async () => {
  const [ada, follower, late, stranger, hidden] = (await app.world.people(['ada', 'follower', 'late', 'stranger', 'hidden'])) as [Person, Person, Person, Person, Person];
  await app.world.follow(follower, ada);
  await app.world.follow(hidden, ada);
  const feeds = { own: watchFeed(ada), follower: watchFeed(follower), late: watchFeed(late), stranger: watchFeed(stranger), hidden: watchFeed(hidden) };
  await listening();

  const post = await app.world.post(ada, 'First', 'FOLLOWERS');
  await feeds.follower.until(() => feedTypes(feeds.follower).length === 1);
  await app.world.follow(late, ada);
  await app.world.block(ada, hidden);
  await ada.client.query('mutation($i: EditPostInput!) { editPost(input: $i) { post { id } } }', { i: { postId: post, text: 'Edited', expectedVersion: 1 } });
  await feeds.late.until(() => feedTypes(feeds.late).length === 1);
  await ada.client.query('mutation($i: DeletePostInput!) { deletePost(input: $i) { deletedPostId } }', { i: { postId: post } });
  await feeds.follower.until(() => feedTypes(feeds.follower).length === 3);
  await feeds.late.until(() => feedTypes(feeds.late).length === 2);

  expect(feedTypes(feeds.own)).toEqual(['PostAdded', 'PostEdited', 'PostRemoved']);
  expect(feedTypes(feeds.follower)).toEqual(['PostAdded', 'PostEdited', 'PostRemoved']);
  expect(feedTypes(feeds.late)).toEqual(['PostEdited', 'PostRemoved']);
  expect(feedTypes(feeds.hidden)).toEqual(['PostAdded']);
  expect(feedTypes(feeds.stranger)).toEqual([]);
  const cursors = [feeds.own, feeds.follower].map((feed) => feed.received.map(({ homeFeedEvents }) => homeFeedEvents.cursor));
  expect(cursors[0]).toEqual(cursors[1]);
});

test('the home feed needs somebody who is signed in', async () => {
  const feed = app.live().subscribe(HomeFeedEventsDocument);
  await feed.until(({ ended }) => ended);
  expect(feed.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});

test('an event is loaded once for all who hear of it: twenty more listeners are not one more command', async () => {
  const [ada, ...fans] = (await app.world.people(['ada', ...Array.from({ length: 21 }, () => 'fan')])) as [Person, ...Person[]];
  const post = await app.world.post(ada, 'Watched');
  const { postgres } = app.plaza.stores;
  const counted: string[] = [];
  const query = postgres.query.bind(postgres);
  postgres.query = (async (name: string, text: string, values?: unknown[]) => {
    if (/relation|people|skeleton/i.test(name)) counted.push(name);
    return query(name, text, values);
  }) as typeof postgres.query;

  const cost = async (listeners: Person[]) => {
    counted.length = 0;
    const streams = listeners.map((each) => watch(each, post));
    await listening();
    await until(() => counted.length >= listeners.length);
    await new Promise((resolve) => setTimeout(resolve, 200));
    counted.length = 0;
    await ada.client.query('mutation($i: EditPostInput!) { editPost(input: $i) { post { id } } }', {
      i: { postId: post, text: `To ${listeners.length}`, expectedVersion: listeners.length === 1 ? 1 : 2 },
    });
    await Promise.all(streams.map((each) => each.until(({ received }) => received.length === 1)));
    for (const each of streams) each.unsubscribe();
    return counted.length;
  };
  const one = await cost(fans.slice(0, 1));
  const many = await cost(fans.slice(1));
  postgres.query = query;
  expect(one).toBeGreaterThan(0);
  expect(many).toBeLessThanOrEqual(one + 1);
});
