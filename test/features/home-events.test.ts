import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { FollowTagDocument, HomeFeedEventsDocument, type HomeFeedEventsSubscription } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Subscription } from '../support/live-client.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

let app: TestApp;
let reader: Person;
let [ann, bob, cat]: [Person, Person, Person] = [] as never;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  [reader, ann, bob, cat] = (await app.world.people(['reader', 'ann', 'bob', 'cat'])) as [Person, Person, Person, Person];
  for (const who of [ann, bob]) await app.world.follow(reader, who);
});

type Feed = Subscription<HomeFeedEventsSubscription>;
const eventsOf = (feed: Feed) => feed.received.map(({ homeFeedEvents }) => homeFeedEvents);
const typesOf = (feed: Feed) => eventsOf(feed).map(({ __typename }) => __typename);
/** After what has happened so far, or after a cursor. */
async function listen(who: readonly Person[], after: string | null = null): Promise<Feed[]> {
  await app.settled();
  return Promise.all(who.map((each) => app.live(each.token).subscribe(HomeFeedEventsDocument, { after }).opened()));
}
/** Everybody is told of something that concerns them all. */
async function untilTold(feeds: readonly Feed[], type: string): Promise<void> {
  await Promise.all(feeds.map((feed) => feed.until(() => typesOf(feed).at(-1) === type, 15_000)));
}
const edit = (who: Person, postId: string, text: string, expectedVersion = 1) => who.client.query('mutation($i: EditPostInput!) { editPost(input: $i) { userErrors { code } } }', { i: { postId, text, expectedVersion } });
const remove = (who: Person, postId: string) => who.client.query('mutation($i: DeletePostInput!) { deletePost(input: $i) { userErrors { code } } }', { i: { postId } });
const undo = (who: Person, postId: string) => who.client.query('mutation($i: UndoRepostInput!) { undoRepost(input: $i) { userErrors { code } } }', { i: { postId } });
const followTag = (who: Person, tag: string) => who.client.get(FollowTagDocument, { input: { tag } });

test('a repost is told to those whom it brings something, once, and to nobody else', async () => {
  const [both, follower, author] = (await app.world.people(['both', 'follower', 'author'])) as [Person, Person, Person];
  for (const who of [ann, bob, author]) await app.world.follow(both, who);
  await app.world.follow(follower, cat);
  const heard = (await listen([reader, both, follower, bob])) as [Feed, Feed, Feed, Feed];
  const post = await app.world.post(author, 'handed on');
  for (const who of [bob, ann]) await app.world.repost(who, post);
  await app.world.post(ann, 'last');
  await app.world.post(cat, 'last');
  await untilTold(heard.slice(0, 3), 'PostAdded');
  await untilTold(heard.slice(3), 'PostReposted');
  expect(heard.map(typesOf)).toEqual([['PostReposted', 'PostAdded'], ['PostAdded', 'PostAdded'], ['PostAdded'], ['PostReposted']]);
  expect(eventsOf(heard[0])[0]).toMatchObject({ post: { id: post }, repostedBy: { username: bob.username } });
});

test('a repost that is taken back is told to those whom it may have brought the post, also when they come back later', async () => {
  const [author, follower] = (await app.world.people(['author', 'follower'])) as [Person, Person];
  for (const who of [author, ann]) await app.world.follow(follower, who);
  const before = (await listen([reader]))[0]!.heartbeats[0]!.homeFeedEvents.cursor;
  const heard = await listen([reader, follower, cat, ann]);
  const post = await app.world.post(author, 'handed on');
  await app.world.repost(ann, post);
  await undo(ann, post);
  for (const who of [ann, cat]) await app.world.post(who, 'last');
  await untilTold(heard, 'PostAdded');
  // Whoever has it by its author is not told, nor who follows none of them; the own devices of who did it are.
  expect(heard.map((feed) => typesOf(feed).filter((type) => type === 'RepostUndone').length)).toEqual([1, 0, 0, 1]);
  expect(eventsOf(heard[0]!).find(({ __typename }) => __typename === 'RepostUndone')).toMatchObject({ postId: post, repostedBy: { username: ann.username } });

  const [later] = await listen([reader], before);
  await untilTold([later!], 'PostAdded');
  expect(typesOf(later!)).toEqual(['RepostUndone', 'PostAdded']);
});

test('a public post with a followed tag is told while it is there, edited and removed, also when one comes back later', async () => {
  const [fan, muter, blocked] = (await app.world.people(['fan', 'muter', 'blocked'])) as [Person, Person, Person];
  for (const who of [fan, muter, blocked]) await followTag(who, 'Café');
  await app.world.block(cat, blocked);
  await muter.client.query('mutation($i: MuteUserInput!) { muteUser(input: $i) { userErrors { code } } }', { i: { userId: cat.id } });
  const all = [fan, muter, blocked, reader];
  for (const who of all) await app.world.follow(who, bob);
  const before = (await listen([fan]))[0]!.heartbeats[0]!.homeFeedEvents.cursor;
  const heard = await listen(all);

  const post = await app.world.post(cat, 'One #CAFE\u0301 please, and #tea');
  await app.world.post(cat, 'No #café for all', 'FOLLOWERS');
  await app.world.post(cat, '#coffee');
  // Who follows ann does not have it by her; who has it by the tag does not hear that somebody brings it.
  await app.world.follow(fan, ann);
  await app.world.repost(ann, post);
  await heard[3]!.until(() => typesOf(heard[3]!).length === 1, 15_000);
  await edit(cat, post, 'Two #café', 1);
  await untilTold(heard.slice(0, 1), 'PostEdited');
  // With the tag it leaves the feed of whoever had it by that.
  await edit(cat, post, 'None', 2);
  await untilTold(heard.slice(0, 1), 'PostRemoved');
  await remove(cat, post);
  const other = await app.world.post(cat, 'Again #café');
  await untilTold(heard.slice(0, 1), 'PostAdded');
  await remove(cat, other);
  await app.world.post(bob, 'last');
  await Promise.all(heard.map((feed) => feed.until(() => JSON.stringify(feed.received).includes('last'), 15_000)));

  const [byFan, byMuter, byBlocked, byReader] = heard.map(typesOf);
  expect(byFan).toEqual(['PostAdded', 'PostEdited', 'PostRemoved', 'PostAdded', 'PostRemoved', 'PostAdded']);
  expect([byMuter, byBlocked]).toEqual([['PostAdded'], ['PostAdded']]);
  expect(byReader).toEqual(['PostReposted', 'PostAdded']);
  expect(eventsOf(heard[0]!)[0]).toMatchObject({ post: { id: post } });

  const [later] = await listen([fan], before);
  await later!.until(() => JSON.stringify(later!.received).includes('last'), 15_000);
  // What is gone by now is told of by its removal alone; the first one had lost its tag by then.
  expect(typesOf(later!)).toEqual(['PostRemoved', 'PostAdded']);
});

test('whoever comes back is told of a post that has lost its tag, or whose thread they have muted, as their feed has it', async () => {
  const [fan] = (await app.world.people(['fan'])) as [Person];
  await followTag(fan, 'café');
  await app.world.follow(fan, bob);
  const before = (await listen([fan]))[0]!.heartbeats[0]!.homeFeedEvents.cursor;
  const untagged = await app.world.post(cat, 'One #café');
  await edit(cat, untagged, 'None');
  const muted = await app.world.post(bob, 'Not this one');
  await fan.client.query('mutation($i: MuteThreadInput!) { muteThread(input: $i) { userErrors { code } } }', { i: { postId: muted } });
  await app.world.post(bob, 'last');
  const [later] = await listen([fan], before);
  await later!.until(() => JSON.stringify(later!.received).includes('last'), 15_000);
  expect(eventsOf(later!).map((event) => [event.__typename, 'postId' in event ? event.postId : null])).toEqual([['PostRemoved', untagged], ['PostAdded', null]]);
});

test('of a deleted account whoever followed its tags alone hears nothing, whatever it hid while it was there', async () => {
  const [fan, gone] = (await app.world.people(['fan', 'gone'])) as [Person, Person];
  await followTag(fan, 'garden');
  await app.world.follow(fan, bob);
  const post = await app.world.post(gone, 'My #garden');
  await app.world.block(gone, fan);
  const before = (await listen([fan]))[0]!.heartbeats[0]!.homeFeedEvents.cursor;
  const { accounts, inPostgres } = app.plaza.assembly;
  await inPostgres.commit.run(async (tx) => tx.query('UPDATE accounts SET password_hash = $2 WHERE user_id = $1', [gone.userId, await accounts.hashPassword('correct horse')]));
  await gone.client.query('mutation($i: DeleteAccountInput!) { deleteAccount(input: $i) { deletedUserId } }', { i: { password: 'correct horse' } });
  await until(async () => (await app.client().query<{ node: object | null }>('query($id: ID!) { node(id: $id) { id } }', { id: gone.id })).data?.node === null, 30_000);
  await until(async () => (await app.plaza.stores.mongo.collection('events').countDocuments({ type: 'PostDeleted', 'data.authorId': gone.userId })) === 1, 30_000);
  await app.world.post(bob, 'last');
  const [later] = await listen([fan], before);
  await later!.until(() => JSON.stringify(later!.received).includes('last'), 15_000);
  expect([typesOf(later!), JSON.stringify(later!.received).includes(post)]).toEqual([['PostAdded'], false]);
});

test('posts of a private account are not told by their tags, nor is their end', async () => {
  const [fan, friend] = (await app.world.people(['fan', 'friend'])) as [Person, Person];
  for (const who of [fan, friend]) await followTag(who, 'garden');
  await app.world.follow(friend, cat);
  await app.world.makePrivate(cat);
  for (const who of [fan, friend]) await app.world.follow(who, bob);
  const heard = await listen([fan, friend]);
  const post = await app.world.post(cat, 'My #garden');
  await remove(cat, post);
  await app.world.post(bob, 'last');
  await Promise.all(heard.map((feed) => feed.until(() => JSON.stringify(feed.received).includes('last'), 15_000)));
  expect(typesOf(heard[0]!)).toEqual(['PostAdded']);
  expect(typesOf(heard[1]!).at(-2)).toBe('PostRemoved');
});
