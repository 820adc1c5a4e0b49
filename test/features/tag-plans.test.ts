import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mintId } from '../../src/kernel/ids.js';
import { encodeCursor } from '../../src/kernel/page.js';
import type { PostRow } from '../../src/modules/posts/post.entity.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Bulk } from '../support/bulk.js';
import { type MongoCommand, type PostgresCommand, startWatchedApp, type WatchedApp } from '../support/count-commands.js';
import { explainMongo, explainPostgres } from '../support/plans.js';
import type { Person } from '../support/world.js';

const PAGE = 20;
/** Keys that may be read for each row of a page. */
const K = 2;

let everything: TestApp;
let app: WatchedApp;
let reader: Person;
/** 60,000: every third has the tag `much`, as every third of those is for followers; the oldest alone has `little`. */
let posts: PostRow[];
beforeAll(async () => {
  everything = await startTestApp();
  app = await startWatchedApp(everything);
  reader = await everything.world.person('reader');
  const bulk = new Bulk(everything);
  const people = await bulk.people(1_000);
  const start = Date.now() - 100_000_000;
  const tagsOf = (i: number): Pick<PostRow, 'tags'> => (i === 0 ? { tags: ['little', 'other'] } : i % 3 === 0 ? { tags: ['other', 'much'] } : i % 3 === 1 ? { tags: [`rare_${i}`] } : {});
  posts = await bulk.posts(
    Array.from({ length: 60_000 }, (_, i) => ({ _id: mintId(new Date(start + i * 1_000)), authorId: people[i % 1_000]!, visibility: i % 9 === 6 ? 'FOLLOWERS' : 'PUBLIC', ...tagsOf(i) })),
  );
  const tags = (count: number) => Array.from({ length: count }, (_, i) => `tag_${i}`);
  const { postgres } = everything.plaza.stores;
  for (const person of [reader.userId, ...people]) await postgres.query('test.tags', 'INSERT INTO tag_follows (user_id, tag) SELECT $1, unnest($2::text[])', [person, tags(person === reader.userId ? 100 : 20)]);
  await bulk.analyze();
});
afterAll(async () => {
  await app.close();
  await everything.close();
});

test.each([
  ['the first page of a tag with 20,000 posts', 'much', null, PAGE],
  ['a page in the middle', 'much', 30_000, PAGE],
  ['a page near the end', 'much', 300, PAGE],
  ['a tag with one post, which is the oldest', 'little', null, 1],
  ['a tag that nobody has used', 'nothing', null, 0],
])('L4: the plan of the feed of a tag: %s', async (_, tag, at, rows) => {
  const after = at === null ? '' : `, after: "${encodeCursor('posts', posts[at]!._id)}"`;
  let body = '';
  const commands = await app.watch.during(async () => {
    const answer = await app.client(reader.token).query(`{ tagFeed(tag: "${tag}", first: ${PAGE}${after}) { edges { cursor node { viewerReaction viewerHasReposted author { username } } } } }`);
    expect(answer.errors).toEqual([]);
    body = answer.body;
  });
  expect(body.match(/"cursor":/g)?.length ?? 0).toBe(rows);
  const reads = commands.filter((each): each is MongoCommand => each.store === 'mongodb');
  expect(reads.map(({ name }) => name)).toEqual(['aggregate posts']);
  const plan = await explainMongo(everything.plaza.stores.mongo, reads[0]!);
  expect(plan.collectionScans).toBe(0);
  expect(plan.branches.flat()).not.toContain('SORT');
  expect([...plan.indexes]).toContain('byTag');
  expect(plan.keys).toBeLessThanOrEqual(K * (PAGE + 1));
  expect(plan.documents).toBeLessThanOrEqual(PAGE + 1);
});

test('L4: the plan of what somebody follows is a range of the key', async () => {
  const commands = await app.watch.during(async () => expect((await app.client(reader.token).query('{ viewer { followedTags } }')).errors).toEqual([]));
  const command = commands.find((each): each is PostgresCommand => each.store === 'postgres' && each.name === 'tag-follows.of-user');
  for (const planFor of ['custom', 'generic'] as const) {
    const plan = await explainPostgres(everything.plaza.stores.postgres, command!, planFor);
    expect(plan.scannedTables).toEqual([]);
    expect(plan.rows).toBeLessThanOrEqual(100);
  }
});
