import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { wrongCounters } from '../support/counters.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

const PEOPLE = 50;
const TOGGLES = 1_000;
/** How many each person sends at a time, so that they race against themselves as well. */
const AT_A_TIME = 2;
/** Five seconds are promised; the rest is for a machine that is busy with other tests. */
const PATIENCE_MS = 10_000;

let apps: readonly [TestApp, TestApp];
let people: Person[];
let stars: readonly Person[];
let posts: readonly string[];
beforeAll(async () => {
  const app = await startTestApp();
  apps = [app, await startTestApp({ beside: app, env: { PLAZA_ROLE: 'api' } })];
  people = await app.world.people(Array.from({ length: PEOPLE }, () => 'toggler'));
  stars = people.slice(0, 3);
  posts = await Promise.all(stars.map((star) => app.world.post(star, 'Toggle me')));
});
afterAll(async () => {
  await apps[1].close();
  await apps[0].close();
});

const PAIRS = [
  ['addReaction', 'removeReaction'],
  ['followUser', 'unfollowUser'],
  ['repostPost', 'undoRepost'],
] as const;

/** One toggle: what is done or undone, and to whom, follow from the number alone. */
async function toggle(person: Person, n: number): Promise<void> {
  const [doing, undoing] = PAIRS[n % 3]!;
  const mutation = (n >> 2) % 5 < 3 ? doing : undoing;
  // Nobody follows themselves.
  const subject = stars[n % 7 % 3] === person ? (n + 1) % 3 : n % 7 % 3;
  const id = mutation.endsWith('User') ? stars[stars[subject] === person ? (subject + 1) % 3 : subject]!.id : posts[subject]!;
  const argument = { addReaction: 'subjectId', removeReaction: 'subjectId', followUser: 'userId', unfollowUser: 'userId', repostPost: 'postId', undoRepost: 'postId' }[mutation];
  const query = `mutation ($id: ID!) { ${mutation}(input: { ${argument}: $id${mutation === 'addReaction' ? ' kind: LIKE' : ''} }) { userErrors { code } } }`;
  for (let tries = 1; ; tries++) {
    const { data, errors } = await apps[(n + tries) % 2]!.client(person.token).query(query, { id });
    // A machine that is too busy says so, and people try again.
    if (errors[0]?.extensions.code === 'SERVICE_UNAVAILABLE' && tries < 5) continue;
    expect([errors, data]).toEqual([[], { [mutation]: { userErrors: [] } }]);
    return;
  }
}

/** Watches all counters, as people see them and as they lie in the stores, until it is told to stop; gives the least, and how often it looked. */
function watchCounts(): () => Promise<{ least: number; looks: number }> {
  const query = `{ ${posts.map((id, i) => `p${i}: post(id: "${id}") { reactionCount repostCount }`).join(' ')} ${stars.map(({ username }, i) => `u${i}: user(username: "${username}") { followerCount followeeCount }`).join(' ')} }`;
  const { mongo, postgres } = apps[0].plaza.stores;
  let [least, looks, watching] = [0, 0, true];
  const watched = (async () => {
    for (; watching; looks++) {
      const { body } = await apps[looks % 2]!.client().query(query);
      const rows = await mongo.collection('posts').find({}, { projection: { _id: 0, reactionCounts: 1, repostCount: 1 } }).toArray();
      const people = await postgres.query('test.counts', 'SELECT follower_count, followee_count FROM profiles');
      for (const [, count] of `${body} ${JSON.stringify([rows, people])}`.matchAll(/:(-?\d+)/g)) least = Math.min(least, Number(count));
    }
  })();
  return async () => {
    watching = false;
    await watched;
    return { least, looks };
  };
}

test('C2: after 1,000 likes, follows, reposts and their opposites by 50 people on two processes every counter is what its rows say, and never was negative', async () => {
  const stop = watchCounts();
  await Promise.all(
    people.map(async (person, p) => {
      for (let sent = 0; sent < TOGGLES / PEOPLE; sent += AT_A_TIME) {
        await Promise.all(Array.from({ length: AT_A_TIME }, (_, i) => toggle(person, p * 31 + (sent + i) * 17)));
      }
    }),
  );
  await until(async () => (await wrongCounters(apps[0])).length === 0, PATIENCE_MS).catch(async () => expect(await wrongCounters(apps[0])).toEqual([]));
  const { least, looks } = await stop();
  expect([least, looks > 5]).toEqual([0, true]);

  const { mongo, postgres } = apps[0].plaza.stores;
  const doubles = async (collection: string, pair: Record<string, string>) => mongo.collection(collection).aggregate([{ $group: { _id: pair, n: { $sum: 1 } } }, { $match: { n: { $gt: 1 } } }]).toArray();
  expect(await doubles('reactions', { subject: '$subjectId', by: '$userId' })).toEqual([]);
  expect(await doubles('reposts', { post: '$postId', by: '$reposterId' })).toEqual([]);
  expect(await postgres.query('test.doubles', 'SELECT FROM follows GROUP BY follower_id, followee_id HAVING count(*) > 1')).toEqual([]);
  // All three kinds were done and undone.
  for (const collection of ['reactions', 'reposts']) expect(await mongo.collection(collection).countDocuments()).toBeGreaterThan(10);
  expect((await postgres.query('test.follows', 'SELECT FROM follows')).length).toBeGreaterThan(10);
});
