import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type DocumentNode, getOperationAST, GraphQLError, parse, validate } from 'graphql';
import { schemaResolvers } from '../../src/app/assemble.js';
import { makeSchema } from '../../src/app/schema.js';
import { CostModel } from '../../src/graphql/cost.js';
import { encodeUserId } from '../../src/kernel/global-id.js';
import type { UserId } from '../../src/kernel/ids.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Bulk, globalIdOfPost } from '../support/bulk.js';
import { startWatchedApp, type WatchedApp } from '../support/count-commands.js';
import { FUZZ_SEED } from '../support/fuzz-seed.js';
import { type Known, RandomRequests } from '../support/random-documents.js';

const QUERIES = Number(process.env['COST_QUERIES'] ?? 100);

let everything: TestApp;
let app: WatchedApp;
let known: Known;

/** Twelve people who follow each other, with posts, and comments under them: every list has rows. */
beforeAll(async () => {
  everything = await startTestApp();
  app = await startWatchedApp(everything);
  const bulk = new Bulk(everything);
  const people = await bulk.people(12);
  await bulk.follows(people.flatMap((follower) => people.filter((each) => each !== follower).map((each): [UserId, UserId] => [follower as UserId, each as UserId])));
  const posts = await bulk.posts(Array.from({ length: 60 }, (_, i) => ({ authorId: people[i % 12]! })));
  await bulk.comments(posts.flatMap((post, i) => [1, 2, 3].map((n) => ({ postId: post._id, postAuthorId: post.authorId, authorId: people[(i + n) % 12]! }))));
  const names = await Promise.all(people.slice(0, 3).map(async (userId) => (await everything.client().query<{ node: { username: string } }>('query ($id: ID!) { node(id: $id) { ... on User { username } } }', { id: encodeUserId(userId as UserId) })).data!.node.username));
  known = { ID: [encodeUserId(people[0] as UserId), encodeUserId(people[1] as UserId), globalIdOfPost(posts[0]!), globalIdOfPost(posts[1]!)], String: names, Int: [2, 5, 10], Boolean: [true], Cursor: [null] };
});
afterAll(async () => {
  await app.close();
  await everything.close();
});

test(`L2: ${QUERIES} generated queries cost at least half of the commands that they really make`, async () => {
  const schema = await makeSchema(schemaResolvers());
  const costs = new CostModel(schema);
  const reader = await everything.world.person('reader');
  process.stderr.write(`  cost: FUZZ_SEED=${FUZZ_SEED}\n`);
  let [compared, worst, most] = [0, 0, 0];
  for (let seed = FUZZ_SEED; compared < QUERIES; seed++) {
    const { kind, query, variables } = new RandomRequests(schema, known, new Set(['_service']), seed).request();
    const document = kind === 'query' ? valid(query) : null;
    if (!document || validate(schema, document).length > 0) continue;
    const points = pointsOf(costs, document, variables);
    if (points === null) continue;
    let status = 0;
    const commands = await app.watch.during(async () => ({ status } = await app.client(reader.token).query(query, variables)));
    if (status !== 200) continue;
    compared++;
    worst = Math.max(worst, commands.length / points);
    most = Math.max(most, commands.length);
    expect({ query, points, commands: commands.length, enough: points >= commands.length / 2 }).toMatchObject({ enough: true });
  }
  process.stderr.write(`  cost: at worst ${worst.toFixed(2)} commands a point; up to ${most} commands\n`);
  // A world without rows would prove nothing.
  expect(most).toBeGreaterThan(5);
});

test.each([
  ['posts of many', '{ user(username: "$") { followers(first: 10) { edges { node { posts(first: 2) { edges { node { text } } } } } } } }'],
  ['answers that were not asked for with their posts', '{ publicFeed(first: 20) { edges { node { a: comments(first: 1) { edges { node { text } } } b: comments(first: 2) { edges { node { author { username } } } } } } } }'],
  ['lists of lists', '{ user(username: "$") { following(first: 5) { edges { node { followers(first: 5) { edges { node { following(first: 3) { edges { node { postCount viewerIsFollowing } } } } } } } } } } }'],
  ['answers of answers', '{ publicFeed(first: 20) { edges { node { comments(first: 3) { edges { node { replies(first: 2) { edges { node { text } } } } } } } } } }'],
])('L2: %s cost at least half of their commands', async (_what, pattern) => {
  const costs = new CostModel(await makeSchema(schemaResolvers()));
  const query = pattern.replace('$', String(known['String']![0]));
  const document = parse(query);
  const { points } = costs.costOf(document, getOperationAST(document)!, {});
  const reader = await everything.world.person('reader');
  let errors: readonly unknown[] = [];
  const commands = await app.watch.during(async () => ({ errors } = await app.client(reader.token).query(query)));
  expect(errors).toEqual([]);
  expect({ points, commands: commands.length, enough: points >= commands.length / 2 }).toMatchObject({ enough: true });
});

test('L2: what costs more than one operation may is refused before it runs, with both figures', async () => {
  const query = '{ publicFeed(first: 100) { edges { node { comments(first: 40) { edges { node { replies(first: 1) { edges { cursor } } } } } } } } }';
  const commands = await app.watch.during(async () => {
    const { status, errors } = await app.client().query(query);
    expect({ status, extensions: errors[0]?.extensions }).toEqual({ status: 400, extensions: { code: 'BAD_USER_INPUT', limit: 'cost', cost: { requested: 2 + 1 + 100 + 4_000 + 810, maximum: 2_000 } } });
  });
  expect(commands).toEqual([]);
});

function valid(query: string): DocumentNode | null {
  try {
    return parse(query);
  } catch {
    return null;
  }
}

/** Null where the sizes of the pages are refused: then nothing runs, and there is nothing to compare. */
function pointsOf(costs: CostModel, document: DocumentNode, variables: Record<string, unknown>): number | null {
  try {
    return costs.costOf(document, getOperationAST(document)!, variables).points;
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}
