import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isDeepStrictEqual } from 'node:util';
import { seedDemoWorld, type SeedDeps } from '../../src/app/commands/seed/index.js';
import { makeDemoWorld } from '../../src/app/commands/seed/demo-world.js';
import type { PostRow } from '../../src/modules/posts/post.entity.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { wrongCounters } from '../support/counters.js';
import { fingerprints } from '../support/import.js';

let app: TestApp;
let deps: SeedDeps;
const now = new Date('2026-11-21T12:00:00.000Z');

const depsOf = ({ plaza }: TestApp): SeedDeps => ({ ...plaza.stores, accounts: plaza.assembly.accounts, clock: { now: () => now }, publicUrl: 'http://127.0.0.1:4000' });

beforeAll(async () => {
  app = await startTestApp();
  deps = depsOf(app);
  expect(await seedDemoWorld(deps)).toEqual({ seeded: true, login: { username: 'ada', password: 'plaza-demo-2026' } });
});

afterAll(() => app.close());

test('the world is the same whenever it is made for the same moment, and nothing in it lies in the future', () => {
  const world = makeDemoWorld(now);
  expect(isDeepStrictEqual(makeDemoWorld(now), world)).toBe(true);
  expect(world.people.length).toBe(300);
  expect(world.posts.length).toBe(3_000);
  expect([...world.people, ...world.posts, ...world.comments, ...world.reactions, ...world.reposts, ...world.tagFollows].filter(({ createdAt }) => createdAt > now)).toEqual([]);
  // Only what is for everybody is reposted, and only after it was published.
  const posts = new Map(world.posts.map((post) => [post.id, post]));
  expect(world.reposts.length).toBeGreaterThan(500);
  expect(world.reposts.filter(({ postId, createdAt }) => posts.get(postId)!.visibility !== 'PUBLIC' || createdAt <= posts.get(postId)!.createdAt)).toEqual([]);
  expect(world.comments.filter(({ createdAt, post, parent }) => createdAt <= (parent ?? post).createdAt)).toEqual([]);
});

test('counters equal rows, no event is written, and a second start changes nothing', async () => {
  expect(await wrongCounters(app)).toEqual([]);
  const before = await fingerprints(app);
  expect([before['mongo events'], before['outbox']]).toEqual([expect.stringMatching(/^0 rows/), expect.stringMatching(/^0 rows/)]);
  expect(await seedDemoWorld(deps)).toEqual({ seeded: false, login: { username: 'ada', password: 'plaza-demo-2026' } });
  expect(await fingerprints(app)).toEqual(before);
});

test('a start that was cut off is taken up, and comes to the same end', async () => {
  const { postgres, mongo } = app.plaza.stores;
  const before = await fingerprints(app, ['rev']);
  const { authorId } = (await mongo.collection<PostRow>('posts').findOne({ commentCount: { $gt: 3 } }))!;
  await postgres.dataSource.query('UPDATE seed_runs SET ended_at = NULL');
  await postgres.dataSource.query('DELETE FROM follows WHERE follower_id = $1', [authorId]);
  await mongo.collection('posts').deleteMany({ authorId });
  await mongo.collection('comments').deleteMany({ authorId });
  await mongo.collection('reposts').deleteMany({ postAuthorId: authorId });
  await postgres.dataSource.query('DELETE FROM tag_follows WHERE tag < $1', ['m']);

  const anHourLater = { now: () => new Date(now.getTime() + 3_600_000) };
  expect(await seedDemoWorld({ ...deps, clock: anHourLater })).toMatchObject({ seeded: true });
  expect(await fingerprints(app, ['rev'])).toEqual(before);
});

test('ada can sign in, and finds a home feed with threads and posts for followers', async () => {
  const roles: unknown = await app.plaza.stores.postgres.dataSource.query(`SELECT role, username FROM accounts JOIN profiles USING (user_id) WHERE role <> 'USER' ORDER BY role`);
  expect(roles).toEqual([{ role: 'ADMIN', username: 'chloesilva' }, { role: 'MODERATOR', username: 'lopez_vera' }]);
  const login = await app.client().query<{ login: { accessToken: string } }>('mutation { login(input: { usernameOrEmail: "ada", password: "plaza-demo-2026" }) { accessToken } }');
  const query = `{ viewer { user { followerCount followeeCount avatarUrl } }
    homeFeed(first: 100) { edges { node { visibility author { username } comments(first: 2) { edges { node { text author { username } } } } } } } }`;
  const answer = await app.client(login.data!.login.accessToken).query<{
    viewer: { user: { followerCount: number; followeeCount: number; avatarUrl: string } };
    homeFeed: { edges: { node: { visibility: string; author: { username: string }; comments: { edges: unknown[] } } }[] };
  }>(query);
  expect(answer.errors).toEqual([]);
  const { viewer, homeFeed } = answer.data!;
  expect(viewer.user.followeeCount).toBe(60);
  expect(viewer.user.followerCount).toBeGreaterThan(20);
  expect(homeFeed.edges.length).toBe(100);
  const posts = homeFeed.edges.map((edge) => edge.node);
  expect(posts.filter((post) => post.visibility === 'FOLLOWERS').length).toBeGreaterThan(3);
  expect(posts.filter((post) => post.comments.edges.length === 2).length).toBeGreaterThan(30);

  const avatar = await app.client().send({ method: 'GET', path: new URL(viewer.user.avatarUrl).pathname });
  expect(avatar).toMatchObject({ status: 200, headers: { 'content-type': 'image/svg+xml' } });
  expect(avatar.body).toMatch(/^<svg /);
});

test('a start on another port moves the pictures along', async () => {
  expect(await seedDemoWorld({ ...deps, publicUrl: 'http://127.0.0.1:4999' })).toMatchObject({ seeded: false });
  const answer = await app.client().query<{ user: { avatarUrl: string } }>('{ user(username: "ada") { avatarUrl displayName } }');
  expect(answer.data!.user.avatarUrl).toBe('http://127.0.0.1:4999/avatars/ada.svg');
});

test('stores that hold people are left alone', async () => {
  const other = await startTestApp();
  await other.world.person();
  expect(await seedDemoWorld(depsOf(other))).toEqual({ seeded: false, login: null });
  await other.close();
});
