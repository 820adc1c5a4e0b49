import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { encodeUserId } from '../../src/kernel/global-id.js';
import type { UserId } from '../../src/kernel/ids.js';
import type { PostRow } from '../../src/modules/posts/post.entity.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Bulk, globalIdOfPost } from '../support/bulk.js';
import { type PostgresCommand, startWatchedApp, type WatchedApp } from '../support/count-commands.js';
import { explainPostgres } from '../support/plans.js';
import type { Person } from '../support/world.js';

const PAGE = 20;
/** Rows that may be read for each row of a page. */
const K = 2;

let everything: TestApp;
let app: WatchedApp;
/** Is asked by 10,000 people, has asked 5,000, and has muted 5,000 people and 1,000 threads. */
let star: Person;
let posts: PostRow[];
let people: UserId[];
beforeAll(async () => {
  everything = await startTestApp();
  app = await startWatchedApp(everything);
  const bulk = new Bulk(everything);
  star = await everything.world.person('star');
  people = await bulk.people(20_000);
  posts = await bulk.posts(people.map((authorId) => ({ authorId })));
  const others = people.slice(0, 19_000).map((each, i) => [each, people[i + 1_000]!] as const);
  await bulk.requests([...others, ...people.slice(0, 10_000).map((each) => [each, star.userId] as const), ...people.slice(10_000, 15_000).map((each) => [star.userId, each] as const)]);
  await bulk.mutes([...others, ...people.slice(0, 5_000).map((each) => [star.userId, each] as const)]);
  await bulk.threadMutes(posts.map((post, i) => [i < 1_000 ? star.userId : people[i]!, post] as const));
  await bulk.analyze();
});
afterAll(async () => {
  await app.close();
  await everything.close();
});

const page = (list: string) => () => `{ viewer { ${list}(first: ${PAGE}) { edges { cursor node { id } } } } }`;
const statements: [string, () => string, number][] = [
  ['follow-requests.received', page('followRequests'), K * (PAGE + 1)],
  ['follow-requests.sent', page('sentFollowRequests'), K * (PAGE + 1)],
  ['follow-requests.between', () => `{ nodes(ids: ${JSON.stringify(people.slice(9_990, 10_010).map(encodeUserId))}) { ... on User { viewerHasRequested viewerIsRequestedBy } } }`, 2 * K * PAGE],
  ['mutes.of-muter', page('mutedUsers'), K * (PAGE + 1)],
  ['thread-mutes.of-muter', page('mutedThreads'), K * (PAGE + 1)],
  ['thread-mutes.holding', () => `{ nodes(ids: ${JSON.stringify(posts.slice(990, 1_010).map(globalIdOfPost))}) { ... on Post { viewerHasMuted } } }`, K * PAGE],
];

test.each(statements)('L4: the plan of %s reads by an index what its page needs, however long the list is', async (name, query, most) => {
  const commands = await app.watch.during(async () => expect((await app.client(star.token).query(query())).errors).toEqual([]));
  const found = commands.filter((each): each is PostgresCommand => each.store === 'postgres' && each.name === name);
  expect(found).toHaveLength(1);
  for (const planFor of ['custom', 'generic'] as const) {
    const plan = await explainPostgres(everything.plaza.stores.postgres, found[0]!, planFor);
    expect(plan.scannedTables).toEqual([]);
    expect(plan.indexes.size).toBeGreaterThan(0);
    expect(plan.rows).toBeLessThanOrEqual(most);
  }
});
