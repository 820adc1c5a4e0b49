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
let ann: Person;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  [reader, ann] = (await app.world.people(['reader', 'ann'])) as [Person, Person];
  await app.world.follow(reader, ann);
});

async function home(who = reader): Promise<Feed> {
  const { data, errors } = await who.client.query<{ homeFeed: Feed }>('{ homeFeed { marker { cursor } edges { cursor } } }');
  expect(errors).toEqual([]);
  return data!.homeFeed;
}

test('how far one has read only moves forward, unless it is forced, and other devices hear of it', async () => {
  for (let i = 0; i < 3; i++) await app.world.post(ann, `post ${i}`);
  const [newest, middle, oldest] = (await home()).edges.map(({ cursor }) => cursor);
  // The posts themselves are not to be heard.
  await app.settled();
  const device = app.live(reader.token);
  const heard = await device.subscribe(HomeFeedEventsDocument, {}).opened();
  const set = async (cursor: string, force = false) => (await reader.client.get(SetFeedMarkerDocument, { input: { cursor, force } })).setFeedMarker!.marker!.cursor;
  expect((await home()).marker).toBeNull();
  expect(await set(middle!)).toBe(middle);
  expect(await set(oldest!)).toBe(middle);
  expect(await set(newest!)).toBe(newest);
  expect(await set(oldest!, true)).toBe(oldest);
  expect((await home()).marker).toEqual({ cursor: oldest });
  expect((await home(ann)).marker).toBeNull();
  await heard.until(({ received }) => received.length >= 3, 15_000);
  expect(heard.received.map(({ homeFeedEvents }) => homeFeedEvents)).toMatchObject([middle, newest, oldest].map((marker) => ({ __typename: 'FeedMarkerMoved', marker })));
});
