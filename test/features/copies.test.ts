import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { UpdateProfileDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

const CACHING = { ENTITY_CACHE: 'true', ANSWER_CACHE_SECONDS: '30' };
/** What is promised. */
const WITHIN_MS = 5_000;
/** Nobody listens there. */
const NOWHERE = 'redis://127.0.0.1:1/0';

/** Two processes that only answer, and one without Redis, whose word of a change can reach others by the log alone. */
let apps: readonly [TestApp, TestApp];
let alone: TestApp;
/** The relay and all consumers; it dies and comes back. */
let worker: TestApp | null = null;
let ada: Person;
let fan: Person;
let places: string;
let formerly: { readonly displayName: string; readonly avatarUrl: string };

const startWorker = async () => (worker = await startTestApp({ beside: apps[0], env: { ...CACHING, PLAZA_ROLE: 'worker' } }));

beforeAll(async () => {
  const one = await startTestApp({ env: { ...CACHING, PLAZA_ROLE: 'api' } });
  apps = [one, await startTestApp({ beside: one, env: { ...CACHING, PLAZA_ROLE: 'api' } })];
  alone = await startTestApp({ beside: one, urls: { redisUrl: NOWHERE, redisCacheUrl: NOWHERE }, env: { ...CACHING, PLAZA_ROLE: 'api' } });
  await startWorker();
  const people = (await one.world.people(['ada', 'fan', 'bob'])) as [Person, Person, Person];
  [ada, fan] = people;
  const bob = people[2];
  const { world } = one;
  for (const [follower, followee] of [[fan, ada], [fan, bob], [ada, bob], [ada, fan]] as const) await world.follow(follower, followee);
  const own = await world.post(ada, 'Words of ada');
  const mentioning = await world.post(bob, `Hello @${ada.username}`);
  await world.react(ada, mentioning);
  await world.comment(ada, mentioning, 'A comment of ada');
  const carol = await world.person('carol');
  const handedOn = await world.post(carol, 'Handed on by ada');
  await ada.client.query('mutation ($id: ID!) { repostPost(input: { postId: $id }) { userErrors { code } } }', { id: handedOn });
  places = placesOf(own, mentioning, handedOn, bob.username);
  formerly = await rename(one, 0);
});
afterAll(async () => {
  await worker?.close();
  await alone.close();
  await apps[1].close();
  await apps[0].close();
});

const WHO = '{ displayName avatarUrl }';
/** Everything that shows a person's name: profiles, authors, lists, mentions, and who has handed something on. */
const placesOf = (own: string, mentioning: string, handedOn: string, bob: string) => `
  user(username: "${ada.username}") ${WHO}
  own: post(id: "${own}") { author ${WHO} }
  mentioning: post(id: "${mentioning}") { facets { ... on MentionFacet { user ${WHO} } } comments(first: 5) { edges { node { author ${WHO} } } } }
  handedOn: post(id: "${handedOn}") { reposts(first: 5) { edges { node ${WHO} } } }
  bob: user(username: "${bob}") { followers(first: 5) { edges { node ${WHO} } } }
  fan: user(username: "${fan.username}") { following(first: 5) { edges { node ${WHO} } } followers(first: 5) { edges { node ${WHO} } } }
  userFeed(userId: "${ada.id}") { edges { node { author ${WHO} } } }
  publicFeed { edges { node { author ${WHO} } } }`;
const OF_THE_FAN = `homeFeed { edges { node { author ${WHO} } reason { repostedBy ${WHO} } } }`;
/** How often it stands in all of that: ten places, and two more in what only the fan sees. */
const MENTIONED = 10;

async function rename(on: TestApp, round: number): Promise<{ displayName: string; avatarUrl: string }> {
  const input = { displayName: `Ada the ${round}th`, avatarUrl: `https://example.org/ada-${round}.png` };
  const { updateProfile } = await on.client(ada.token).get(UpdateProfileDocument, { input });
  expect(updateProfile?.userErrors).toEqual([]);
  return input;
}

/** How often both name and avatar stand in what somebody reads. */
async function shown(client: Client, query: string, { displayName, avatarUrl }: typeof formerly): Promise<number> {
  const { body, errors } = await client.query(`{ ${query} }`);
  expect(errors).toEqual([]);
  return body.split(JSON.stringify({ displayName, avatarUrl }).slice(1, -1)).length - 1;
}

/** What everybody sees of a name, on both processes. */
const seen = (name: typeof formerly): Promise<number[]> =>
  Promise.all(apps.flatMap((app) => [shown(app.client(), places, name), shown(app.client(fan.token), `${places} ${OF_THE_FAN}`, name)]));
const EVERYWHERE = [MENTIONED, MENTIONED + 2, MENTIONED, MENTIONED + 2];
const NOWHERE_ANY_MORE = [0, 0, 0, 0];

test('C8: another name and avatar is shown in every place, by every process, in the very next read, with all caches warm', async () => {
  for (let round = 1; round <= 5; round++) {
    await until(async () => (await seen(formerly)).join() === EVERYWHERE.join());
    const name = await rename(apps[round % 2]!, round);
    expect(await seen(name)).toEqual(EVERYWHERE);
    expect(await seen(formerly)).toEqual(NOWHERE_ANY_MORE);
    formerly = name;
  }
});

test('C8: a change that a process could tell nobody of, while the relay lay dead, is shown everywhere within 5 seconds of its return', async () => {
  await worker!.close();
  worker = null;
  // Kept by both processes from now on.
  expect(await seen(formerly)).toEqual(EVERYWHERE);
  const name = await rename(alone, 6);
  // Whoever is signed in reads what is; nobody in particular may be told what was, until somebody says that it is over.
  expect(await shown(apps[0].client(fan.token), `${places} ${OF_THE_FAN}`, name)).toBe(MENTIONED + 2);
  expect(await shown(apps[0].client(), places, formerly)).toBe(MENTIONED);
  await startWorker();
  const backAt = performance.now();
  await until(async () => (await seen(name)).join() === EVERYWHERE.join(), 20_000);
  expect(performance.now() - backAt).toBeLessThan(WITHIN_MS);
  expect(await seen(formerly)).toEqual(NOWHERE_ANY_MORE);
});
