import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { getNamedType } from 'graphql';
import { startTestApp, type TestApp } from '../support/app.js';
import { schema, selectionOf, Walk, WIDE_LIMITS } from '../support/canary-walk.js';
import { foundIn, shownTo, type ViewerName, VIEWERS, WALKERS } from '../support/canary-secrets.js';
import { type CanaryWorld, plantCanaries } from '../support/canary-world.js';
import { Proxy } from '../support/proxy.js';
import { until } from '../support/until.js';

const STORES = ['postgresUrl', 'mongodbUrl', 'redisUrl', 'redisCacheUrl'] as const;
type Store = (typeof STORES)[number];

let app: TestApp;
/** Another process, from which each store can be taken away. */
let cut: TestApp;
let planted: CanaryWorld;
const proxies = new Map<Store, Proxy>();

beforeAll(async () => {
  const env = { ...WIDE_LIMITS, ENTITY_CACHE: 'true', ANSWER_CACHE_SECONDS: '30' };
  app = await startTestApp({ env });
  planted = await plantCanaries(app);
  const urls: Partial<Record<Store, string>> = {};
  for (const store of STORES) {
    const straight = app.databases.urls[store]!;
    const proxy = await Proxy.before(straight);
    proxies.set(store, proxy);
    urls[store] = proxy.through(straight);
  }
  cut = await startTestApp({ beside: app, urls, env: { ...env, PLAZA_ROLE: 'api' } });
});
afterAll(async () => {
  await cut.close();
  await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
  await app.close();
});

interface Glance {
  readonly bytes: string;
  readonly codes: readonly string[];
}

/** Everything at once that can be read of everything that is known; for when each answer may take its time. */
async function glance(viewer: ViewerName): Promise<Glance> {
  const { ids, usernames } = planted.known;
  const all = Object.values(ids).flat();
  const posts = selectionOf(schema.getType('Post')!, 1);
  const asked: [string, Record<string, unknown>][] = [
    [`query ($ids: [ID!]!) { nodes(ids: $ids) { ${selectionOf(schema.getType('Node')!, 1)} } }`, { ids: all.slice(0, 50) }],
    ...usernames.map((username): [string, Record<string, unknown>] => [`query ($username: String!) { user(username: $username) { ${selectionOf(schema.getType('User')!, 1)} } }`, { username }]),
    ...['publicFeed', 'homeFeed'].map((feed): [string, Record<string, unknown>] => [`{ ${feed}(first: 50) { edges { cursor node { ${posts} } } } }`, {}]),
    [`{ viewer { ${selectionOf(getNamedType(schema.getQueryType()!.getFields()['viewer']!.type), 0)} } }`, {}],
  ];
  const answers = await Promise.all(asked.map(([query, variables]) => planted.client(viewer, cut).query(query, variables)));
  return { bytes: answers.map(({ body, headers }) => body + JSON.stringify(headers)).join('\n'), codes: answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code)) };
}

const isWell = async () => (await glance('fan')).codes.length === 0;
const warm = async () => {
  for (const viewer of [...VIEWERS].reverse()) await glance(viewer);
};

beforeEach(async () => {
  for (const proxy of proxies.values()) proxy.bringBack();
  await until(isWell, 30_000);
  await warm();
});

test('Z2, F4: while Redis is away everybody comes across what is theirs to see, and nothing else', async () => {
  proxies.get('redisUrl')!.takeAway();
  proxies.get('redisCacheUrl')!.takeAway();
  for (const viewer of WALKERS) {
    const { bytes } = await Walk.of(planted.client(viewer, cut), planted.known);
    expect([viewer, foundIn(planted.secrets, bytes)]).toEqual([viewer, shownTo(planted.secrets, viewer)]);
  }
});

test.each(['postgresUrl', 'mongodbUrl'] as const)('Z2, Z7, F4: while the store at %s is away, with all caches warm, answers are errors and never leaks', async (store) => {
  proxies.get(store)!.takeAway();
  // All at once, since each may have to wait until the store is given up.
  const glances = await Promise.all(VIEWERS.map(async (viewer) => ({ viewer, ...(await glance(viewer)) })));
  for (const { viewer, bytes, codes } of glances) {
    const leaked = foundIn(planted.secrets, bytes).filter((name) => !shownTo(planted.secrets, viewer).includes(name));
    expect([viewer, leaked]).toEqual([viewer, []]);
    expect([viewer, [...new Set(codes)].filter((code) => !['SERVICE_UNAVAILABLE', 'UNAUTHENTICATED'].includes(code))]).toEqual([viewer, []]);
    // It is away indeed; nobody in particular may be answered from what is kept for them.
    if (viewer !== 'anonymous') expect([viewer, codes.includes('SERVICE_UNAVAILABLE')]).toEqual([viewer, true]);
  }
  const { errors } = await cut.client().query('query NeverAskedBefore { publicFeed(first: 1) { edges { cursor } } }');
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['SERVICE_UNAVAILABLE']);
  // Access facts are asked of Postgres each time: nobody who is signed in gets any content without it, entitled or not.
  if (store === 'postgresUrl') expect(foundIn(planted.secrets, (await glance('fan')).bytes)).toEqual([]);
});
