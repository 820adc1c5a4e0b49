import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { askAgain, saysAway } from '../support/ask-again.js';
import { wrongCounters } from '../support/counters.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

let app: TestApp;
let people: Person[];
beforeAll(async () => {
  app = await startTestApp();
  people = await app.world.people(Array.from({ length: 50 }, () => 'racer'));
});
afterAll(() => app.close());

const KINDS = ['LIKE', 'LOVE', 'LAUGH', 'WOW', 'SAD', 'ANGRY'];
const add = 'mutation ($input: AddReactionInput!) { addReaction(input: $input) { viewerReaction userErrors { code } } }';
const remove = 'mutation ($input: RemoveReactionInput!) { removeReaction(input: $input) { viewerReaction userErrors { code } } }';

/** Watches every counter that people are shown, through the API, until it is told to stop; gives the least that it has seen. */
function watchCounts(postId: string): () => Promise<number> {
  const seen: number[] = [];
  let watching = true;
  const query = `{ post(id: "${postId}") { commentCount reactionCount reactionCounts { count } comments(first: 5) { edges { node { reactionCount reactionCounts { count } } } } } }`;
  const watched = (async () => {
    while (watching) {
      const { body } = await app.client().query(query);
      for (const [, count] of body.matchAll(/"(?:commentCount|reactionCount|count)":(-?\d+)/g)) seen.push(Number(count));
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  })();
  return async () => {
    watching = false;
    await watched;
    return Math.min(...seen);
  };
}

/** Every counter of every row in both stores is what its rows say, within the promised time. */
const rightWithin = (ms: number) => until(async () => (await wrongCounters(app)).length === 0, ms).catch(async () => expect(await wrongCounters(app)).toEqual([]));

/** A thousand by one person after the other's are in outbox.test; here a person meets themselves, and two subjects their post. */
test('400 reactions of 50 people who race against themselves as well: counter = rows within 5 seconds, never negative', async () => {
  const post = await app.world.post(people[0]!, 'Race here');
  const comment = await app.world.comment(people[1]!, post, 'And here');
  const stop = watchCounts(post);
  // Each person sends four at a time, so that one's own additions, replacements and removals meet in the store too.
  const race = async (person: Person, p: number) => {
    for (let round = 0; round < 2; round++) {
      await Promise.all(
        [0, 1, 2, 3].map(async (i) => {
          const subjectId = (p + i) % 2 ? post : comment;
          const kind = KINDS[(p + i * 5 + round) % 6];
          const answer = await askAgain(saysAway, () => ((p + i + round) % 3 === 0 ? person.client.query(remove, { input: { subjectId } }) : person.client.query(add, { input: { subjectId, kind } })));
          expect(answer.errors).toEqual([]);
        }),
      );
    }
  };
  await Promise.all(people.map(race));
  await rightWithin(5_000);
  expect(await stop()).toBeGreaterThanOrEqual(0);
  const { mongo } = app.plaza.stores;
  const counts = [...(await mongo.collection('posts').find().toArray()), ...(await mongo.collection('comments').find().toArray())].flatMap((row) => Object.values(row['reactionCounts'] as Record<string, number>));
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
});

test('50 parallel `createPost` with one key make one post, and all are told of it', async () => {
  const [author] = people as [Person];
  const create = 'mutation ($input: CreatePostInput!) { createPost(input: $input) { post { id text } userErrors { code } } }';
  const answers = await Promise.all(Array.from({ length: 50 }, () => askAgain(saysAway, () => author.client.query(create, { input: { text: 'Only once', idempotencyKey: 'a key' } }))));
  expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  expect(answers[0]!.errors).toEqual([]);
  expect(await app.plaza.stores.mongo.collection('posts').countDocuments({ text: 'Only once' })).toBe(1);
  await rightWithin(5_000);
});

test('follows and unfollows that race end with counter = rows within 5 seconds', async () => {
  const [star, other] = people as [Person, Person];
  const act = (person: Person, mutation: string, userId: string) =>
    askAgain(saysAway, () => person.client.query(`mutation ($userId: ID!) { ${mutation}(input: { userId: $userId }) { userErrors { code } } }`, { userId }));
  await Promise.all(
    people.slice(2).flatMap((person, p) => [
      act(person, 'followUser', star.id),
      act(person, p % 2 ? 'unfollowUser' : 'followUser', star.id),
      act(person, 'followUser', other.id),
      act(other, p % 3 ? 'followUser' : 'blockUser', person.id),
    ]),
  );
  await rightWithin(5_000);
});
