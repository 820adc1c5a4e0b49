import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { HomeFeedEventsDocument, SetFeedMarkerDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/world.js';

interface Feed {
  readonly marker: { readonly cursor: string } | null;
  readonly edges: readonly { readonly cursor: string }[];
}

let app: TestApp;
let reader: Person;
let [ann, bob, cat]: Person[] = [];

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  [reader, ann, bob, cat] = (await app.world.people(['reader', 'ann', 'bob', 'cat'])) as [Person, Person, Person, Person];
  for (const who of [ann!, bob!]) await app.world.follow(reader, who);
});

const say = (who: Person | undefined, text: string) => app.world.post(who!, text);
async function home(who = reader): Promise<Feed> {
  const { data, errors } = await who.client.query<{ homeFeed: Feed }>('{ homeFeed { marker { cursor } edges { cursor } } }');
  expect(errors).toEqual([]);
  return data!.homeFeed;
}

test('how far one has read only moves forward, unless it is forced, and other devices hear of it', async () => {
  for (let i = 0; i < 3; i++) await say(ann, `post ${i}`);
  const [newest, middle, oldest] = (await home()).edges.map(({ cursor }) => cursor);
  const device = app.live(reader.token);
  const heard = await device.subscribe(HomeFeedEventsDocument, {}).opened();
  const set = async (cursor: string, force = false) => (await reader.client.get(SetFeedMarkerDocument, { input: { cursor, force } })).setFeedMarker!.marker!.cursor;
  expect((await home()).marker).toBeNull();
  expect(await set(middle!)).toBe(middle);
  expect(await set(oldest!)).toBe(middle);
  expect(await set(newest!)).toBe(newest);
  expect(await set(oldest!, true)).toBe(oldest);
  expect((await home()).marker).toEqual({ cursor: oldest });
  expect((await home(ann!)).marker).toBeNull();
  await heard.until(({ received }) => received.length >= 3, 15_000);
  expect(heard.received.map(({ homeFeedEvents }) => homeFeedEvents)).toMatchObject([middle, newest, oldest].map((marker) => ({ __typename: 'FeedMarkerMoved', marker })));
});

test('a repost is told to those whom it brings something, once, and to nobody else', async () => {
  const [both, follower, author] = await app.world.people(['both', 'follower', 'author']) as [Person, Person, Person];
  for (const who of [ann!, bob!, author]) await app.world.follow(both, who);
  await app.world.follow(follower, cat!);
  const listeners = [reader, both, follower, bob!];
  const heard = await Promise.all(listeners.map((who) => app.live(who.token).subscribe(HomeFeedEventsDocument, {}).opened()));
  const post = await say(author, 'handed on');
  for (const who of [bob!, ann!]) await who.client.query(`mutation { repostPost(input: { postId: "${post}" }) { userErrors { code } } }`);
  await say(ann, 'last');
  await app.settled();
  const typesOf = (i: number) => heard[i]!.received.map(({ homeFeedEvents }) => homeFeedEvents.__typename);
  await heard[0]!.until(() => typesOf(0).length === 2, 15_000);
  await heard[1]!.until(() => typesOf(1).length === 2, 15_000);
  await heard[3]!.until(() => typesOf(3).length === 1, 15_000);
  expect(listeners.map((_, i) => typesOf(i))).toEqual([['PostReposted', 'PostAdded'], ['PostAdded', 'PostAdded'], [], ['PostReposted']]);
  expect(heard[0]!.received[0]!.homeFeedEvents).toMatchObject({ post: { id: post }, repostedBy: { username: bob!.username } });
});
