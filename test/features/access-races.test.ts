import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodePostId } from '../../src/kernel/global-id.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/world.js';

const ROUNDS = 200;
const AT_ONCE = 10;

/** Those who write do so on either process; those who close the door do it on the first. */
let app: TestApp;
let other: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  other = await startTestApp({ beside: app });
});
afterAll(async () => {
  await other.close();
  await app.close();
});

const COMMENT = 'mutation ($id: ID!) { done: createComment(input: { postId: $id, text: "Hi" }) { comment { id } } }';
const REACT = 'mutation ($id: ID!) { done: addReaction(input: { subjectId: $id, kind: LIKE }) { viewerReaction } }';

/** What was written to a post: when it was begun, and whether it was acknowledged. */
interface Try {
  readonly begun: number;
  readonly done: boolean;
}

async function attempt(person: Person, mutation: string, id: string, on: TestApp): Promise<Try> {
  const begun = performance.now();
  const { data, errors } = await on.client(person.token).query<{ done: unknown }>(mutation, { id });
  expect(errors.every((error) => error.extensions.code === 'NOT_FOUND')).toBe(true);
  return { begun, done: Boolean(data?.done) };
}

/** Several write while somebody closes the door, and once more when it is closed; gives the tries, and when it was said to be closed. */
async function race(writers: readonly Person[], mutation: string, id: string, close: () => Promise<unknown>): Promise<{ tries: Try[]; closed: number }> {
  const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
  let closed = Number.POSITIVE_INFINITY;
  const closing = pause().then(close).then(() => void (closed = performance.now()));
  const during = writers.map(async (writer, i) => {
    await pause();
    return attempt(writer, mutation, id, i % 2 ? other : app);
  });
  await closing;
  const after = await Promise.all([app, other].map((on) => attempt(writers[0]!, mutation, id, on)));
  return { tries: [...(await Promise.all(during)), ...after], closed };
}

interface Lane {
  readonly post: string;
  /** Opens the door again, beside the API: it is not what is tried here. */
  open(): Promise<unknown>;
  play(): Promise<{ tries: Try[]; closed: number }>;
}

/** Plays the rounds, some side by side, and gives how many tries were acknowledged, and how many of them had begun too late. */
async function rounds(makeLane: () => Promise<Lane>, collection: 'comments' | 'reactions'): Promise<{ late: number; acknowledged: number }> {
  const rows = app.plaza.stores.mongo.collection(collection);
  const done: boolean[] = [];
  const lanes = await Promise.all(Array.from({ length: AT_ONCE }, makeLane));
  await Promise.all(lanes.map(async (lane) => {
    for (let round = 0; round < ROUNDS / AT_ONCE; round++) {
      await lane.open();
      const { tries, closed } = await lane.play();
      const acknowledged = tries.filter((each) => each.done);
      // What was not acknowledged is not there either.
      expect((await rows.deleteMany({ postId: decodePostId(lane.post)!.id })).deletedCount).toBeLessThanOrEqual(acknowledged.length);
      done.push(...acknowledged.map(({ begun }) => begun > closed));
    }
  }));
  return { late: done.filter(Boolean).length, acknowledged: done.length };
}

/** Nothing came in late, and both sides of the door were met. */
function expectShut({ late, acknowledged }: { late: number; acknowledged: number }): void {
  expect(late).toBe(0);
  expect(acknowledged).toBeGreaterThan(0);
  expect(acknowledged).toBeLessThan(ROUNDS * 2);
}

const sql = (statement: string, values: unknown[]) => app.plaza.stores.postgres.dataSource.query(statement, values);

test('Z9: in 200 rounds no comment that began after a block was acknowledged exists, on either process', async () => {
  const makeLane = async (): Promise<Lane> => {
    const [ann, bob] = (await app.world.people(['ann', 'bob'])) as [Person, Person];
    const post = await app.world.post(ann, 'Words');
    const open = () => sql('DELETE FROM blocks WHERE blocker_id = $1', [ann.userId]);
    return { post, open, play: () => race([bob, bob], COMMENT, post, () => app.world.block(ann, bob)) };
  };
  expectShut(await rounds(makeLane, 'comments'));
});

test('Z9: in 200 rounds no reaction that began after an account had become private exists, on either process', async () => {
  const makeLane = async (): Promise<Lane> => {
    const [ann, bob, cat] = (await app.world.people(['ann', 'bob', 'cat'])) as [Person, Person, Person];
    const post = await app.world.post(ann, 'Words');
    const open = () => sql('UPDATE profiles SET is_private = false WHERE user_id = $1', [ann.userId]);
    return { post, open, play: () => race([bob, cat], REACT, post, () => app.world.makePrivate(ann)) };
  };
  expectShut(await rounds(makeLane, 'reactions'));
});
