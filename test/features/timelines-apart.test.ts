import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { Proxy } from '../support/proxy.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

const FEED = `{ homeFeed(first: 50) { state completeSince edges { cursor reason { kind } node { id text } } pageInfo { hasNextPage endCursor } } }`;
interface Feed { readonly state: string; readonly edges: readonly { readonly node: { readonly text: string } }[] }

let proxy: Proxy;
let one: TestApp;
/** A second process, which has its Redis by way of the proxy. */
let other: TestApp;
let [reader, ann]: Person[] = [];

beforeAll(async () => {
  one = await startTestApp({ env: { HOME_TIMELINES: 'true' } });
  const { redisCacheUrl } = one.databases.urls;
  proxy = await Proxy.before(redisCacheUrl);
  other = await startTestApp({ beside: one, env: { HOME_TIMELINES: 'true', PLAZA_ROLE: 'api' }, urls: { redisCacheUrl: proxy.through(redisCacheUrl) } });
  [reader, ann] = (await one.world.people(['reader', 'ann'])) as [Person, Person];
  await one.world.follow(reader, ann);
});
afterAll(async () => {
  await other.close();
  await proxy.close();
  await one.close();
});

async function home(app: TestApp): Promise<Feed> {
  const { data, errors } = await app.client(reader!.token).query<{ homeFeed: Feed }>(FEED);
  expect(errors).toEqual([]);
  return data!.homeFeed;
}
const textsOf = ({ edges }: Feed) => edges.map(({ node }) => node.text);
const state = async (app: TestApp, expected: string) => until(async () => (await home(app)).state === expected, 20_000);
const say = (app: TestApp, text: string) => app.client(ann!.token).query(`mutation { createPost(input: { text: "${text}" }) { post { id } } }`);

test('two processes build one timeline, and each finds what comes by the other', async () => {
  for (const [i, app] of [one, other, one, other].entries()) await say(app, `post ${i}`);
  await one.settled();
  await Promise.all([home(one), home(other), home(one), home(other)]);
  await Promise.all([state(one, 'FRESH'), state(other, 'FRESH')]);
  for (const [i, app] of [other, one].entries()) await say(app, `later ${i}`);
  await one.settled();
  for (const app of [one, other]) expect(await home(app)).toMatchObject({ state: 'FRESH', edges: ['later 1', 'later 0', 'post 3', 'post 2', 'post 1', 'post 0'].map((text) => ({ node: { text } })) });
});

test.each([
  ['is away', () => proxy.takeAway()],
  ['hangs', () => proxy.hold()],
])('B3: where Redis %s the same feed comes from the stores, and says so; once it is back, so are timelines', async (_, lose) => {
  await state(other, 'FRESH');
  const before = await home(other);
  lose();
  await state(other, 'DEGRADED');
  expect((await home(other)).edges).toEqual(before.edges);
  await say(other, 'meanwhile');
  expect(textsOf(await home(other))).toEqual(['meanwhile', ...textsOf(before)]);
  await one.settled();
  proxy.bringBack();
  await state(other, 'FRESH');
  expect(textsOf(await home(other))).toEqual(['meanwhile', ...textsOf(before)]);
});

test('fan-out that meets a Redis that is away waits for it, and nothing is missing then', async () => {
  const databases = one.databases;
  const far = await startTestApp({ beside: one, databases, env: { HOME_TIMELINES: 'true', PLAZA_ROLE: 'api' } });
  try {
    await state(far, 'FRESH');
    // The worker's own: it answers nothing for as long as its pushes are made to fail.
    const keys = one.plaza.stores.scriptedKeys!;
    const { runMany } = keys;
    let failures = 0;
    keys.runMany = () => (failures++, Promise.reject(Object.assign(new Error('Redis is away'), { code: 'ECONNREFUSED' })));
    await say(one, 'in the outage');
    await until(() => failures > 0, 20_000);
    keys.runMany = runMany.bind(keys);
    await until(async () => textsOf(await home(far))[0] === 'in the outage', 30_000);
  } finally {
    await far.close();
  }
});
