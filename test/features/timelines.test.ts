import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

const FEED = `query($first: Int!, $after: Cursor) { homeFeed(first: $first, after: $after) {
  state completeSince marker { cursor } edges { cursor reason { kind tag repostedBy { username } } node { id text } } pageInfo { hasNextPage endCursor } } }`;

interface Edge {
  readonly cursor: string;
  readonly reason: { readonly kind: string; readonly tag: string | null; readonly repostedBy: readonly { readonly username: string }[] };
  readonly node: { readonly id: string; readonly text: string };
}
interface Feed {
  readonly state: string;
  readonly completeSince: string | null;
  readonly edges: readonly Edge[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

let app: TestApp;
let redis: Redis;
let reader: Person;
let [ann, bob, cat]: Person[] = [];

beforeAll(async () => {
  app = await startTestApp({ env: { HOME_TIMELINES: 'true', HOME_TIMELINE_ENTRIES: '10', FAN_OUT_BATCH: '2', FAN_OUT_MOST_FOLLOWERS: '5' } });
  redis = new Redis(app.databases.urls.redisCacheUrl);
});
afterAll(async () => {
  redis.disconnect();
  await app.close();
});
beforeEach(async () => {
  [reader, ann, bob, cat] = (await app.world.people(['reader', 'ann', 'bob', 'cat'])) as [Person, Person, Person, Person];
  for (const who of [ann!, bob!]) await app.world.follow(reader, who);
});

const keyOf = ({ userId }: Person) => `plaza:home:{${userId}}`;

async function home(who = reader, first = 20, after: string | null = null): Promise<Feed> {
  const { data, errors } = await who.client.query<{ homeFeed: Feed }>(FEED, { first, after });
  expect(errors).toEqual([]);
  return data!.homeFeed;
}
const textsOf = ({ edges }: Feed) => edges.map(({ node }) => node.text);

/** Reads until the timeline is there. */
async function warm(who = reader): Promise<Feed> {
  await app.settled();
  await home(who);
  await until(async () => (await home(who)).state === 'FRESH');
  return home(who);
}

test('a timeline is built by the first read, and what is published comes into it', async () => {
  await app.world.post(ann!, 'one');
  expect(await home()).toMatchObject({ state: 'REBUILDING', completeSince: null });
  expect(textsOf(await warm())).toEqual(['one']);
  await app.world.post(bob!, 'two');
  await app.world.post(cat!, 'not followed');
  await app.settled();
  expect(await redis.zcard(keyOf(reader))).toBe(3);
  expect(textsOf(await home())).toEqual(['two', 'one']);
});
