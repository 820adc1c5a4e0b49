import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Commit } from '../../src/kernel/commit.js';
import { type DomainEvent, newEvent } from '../../src/kernel/event.js';
import { mintId } from '../../src/kernel/ids.js';
import { done, type Outcome, refused } from '../../src/kernel/outcome.js';
import { type EventRow, eventsOf } from '../../src/platform/outbox/mongo-rows.js';
import { inOrderOfRevision, positionPending } from '../../src/platform/outbox/relay.js';
import { readLogState } from '../../src/platform/log/read-log.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { askAgain, saysAway } from '../support/ask-again.js';
import { until } from '../support/until.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const viewer = () => ({ userId: mintId(), sessionId: mintId() });
const event = (data: DomainEvent['data'] = {}, occurredAt = new Date()) => newEvent({ type: 'Tried', topics: ['tried'], occurredAt, actorId: null, data });
const positioned = async (ids: readonly string[]) => eventsOf(app.plaza.stores.mongo).find({ _id: { $in: [...ids] }, position: { $exists: true } }).toArray();

/** A commit point whose transaction type does not matter here: announces one event per effect. */
function commitPoint(store: 'Postgres' | 'MongoDB') {
  const { inPostgres, inMongo } = app.plaza.assembly;
  const { commit, announcer } = (store === 'Postgres' ? inPostgres : inMongo) as unknown as { commit: Commit<never>; announcer: typeof inMongo.announcer };
  return { commit, announce: (tx: never, ...events: DomainEvent[]) => announcer.announce(tx, ...events) };
}

describe.each(['Postgres', 'MongoDB'] as const)('the commit point in %s', (store) => {
  test('50 parallel calls with one key have one effect and one result', async () => {
    const { commit, announce } = commitPoint(store);
    const who = viewer();
    const made: string[] = [];
    const call = () =>
      commit.once({ viewer: who, mutation: 'try', input: { idempotencyKey: 'one' } }, async (tx): Promise<Outcome<{ id: string }>> => {
        const effect = event();
        made.push(effect.id);
        await announce(tx, effect);
        return done({ id: effect.id });
      });
    const results = await Promise.all(Array.from({ length: 50 }, call));
    expect(new Set(results.map((result) => result.done?.id)).size).toBe(1);
    await app.settled();
    expect((await positioned(made)).map((row) => row._id)).toEqual([results[0]!.done!.id]);
  });

  test('the key belongs to one viewer, one mutation and one input; a refusal is not kept', async () => {
    const { commit } = commitPoint(store);
    const who = viewer();
    const call = (input: { text: string; idempotencyKey: string }, outcome: Outcome<{ n: number }>, person = who, mutation = 'try') =>
      commit.once({ viewer: person, mutation, input }, async () => outcome);

    expect(await call({ text: 'a', idempotencyKey: 'k' }, refused([]))).toEqual({ refused: [] });
    expect(await call({ text: 'b', idempotencyKey: 'k' }, done({ n: 1 }))).toEqual({ done: { n: 1 } });
    expect(await call({ idempotencyKey: 'k', text: 'b' }, done({ n: 2 }))).toEqual({ done: { n: 1 } });
    await expect(call({ text: 'a', idempotencyKey: 'k' }, done({ n: 3 }))).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await call({ text: 'a', idempotencyKey: 'k' }, done({ n: 4 }), viewer())).toEqual({ done: { n: 4 } });
    expect(await call({ text: 'a', idempotencyKey: 'k' }, done({ n: 5 }), who, 'tryElse')).toEqual({ done: { n: 5 } });
    await expect(call({ text: 'a', idempotencyKey: 'k\n' }, done({ n: 6 }))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('what failed because the winner had just done it is a replay too', async () => {
    const { commit } = commitPoint(store);
    const request = { viewer: viewer(), mutation: 'try', input: { idempotencyKey: 'late' } };
    const late = commit.once(request, async () => {
      await commit.once(request, async () => done({ n: 1 }));
      throw new Error('The first one has left nothing to do.');
    });
    expect(await late).toEqual({ done: { n: 1 } });
  });

  test('a writer that commits late loses no event, and positions have no holes', async () => {
    const { commit, announce } = commitPoint(store);
    const [early, later] = [event(), event()];
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    // Its id and time are the smaller ones, but it commits when the other has long been read.
    const slow = commit.run(async (tx) => {
      await announce(tx, early);
      await held;
    });
    await commit.run((tx) => announce(tx, later));
    await until(async () => (await positioned([later.id])).length === 1);
    letGo();
    await slow;
    await until(async () => (await positioned([early.id])).length === 1);
    const [first, second] = [(await positioned([later.id]))[0]!, (await positioned([early.id]))[0]!];
    expect(second.position).toBeGreaterThan(first.position!);
  });

  test('a transaction that fails announces nothing', async () => {
    const { commit, announce } = commitPoint(store);
    const never = event();
    await expect(
      commit.run(async (tx) => {
        await announce(tx, never);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await app.settled();
    expect(await eventsOf(app.plaza.stores.mongo).countDocuments({ _id: never.id })).toBe(0);
  });
});

test('1,000 racing reactions by 50 people end with the counters equal to the rows, and never below zero', async () => {
  const people = await app.world.people(Array.from({ length: 50 }, () => 'racer'));
  const post = await app.world.post(people[0]!, 'race');
  const { mongo } = app.plaza.stores;
  let least = 0;
  let watching = true;
  const watch = (async () => {
    while (watching) {
      for (const row of await mongo.collection('posts').find({}, { projection: { reactionCounts: 1 } }).toArray()) {
        least = Math.min(least, ...Object.values(row['reactionCounts'] as Record<string, number>));
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  const kinds = ['LIKE', 'LOVE', 'LAUGH', 'WOW', 'SAD', 'ANGRY'];
  await Promise.all(
    people.map(async ({ client }, p) => {
      for (let i = 0; i < 20; i++) {
        const kind = kinds[(p * 7 + i) % 6];
        const answer = await askAgain(saysAway, () =>
          (p + i) % 4 === 3
            ? client.query('mutation($i: RemoveReactionInput!) { removeReaction(input: $i) { userErrors { code } } }', { i: { subjectId: post } })
            : client.query('mutation($i: AddReactionInput!) { addReaction(input: $i) { userErrors { code } } }', { i: { subjectId: post, kind } }),
        );
        expect(answer.errors).toEqual([]);
      }
    }),
  );
  await app.plaza.worker.settled(30_000);
  watching = false;
  await watch;
  const rows = await mongo.collection('reactions').aggregate<{ _id: string; n: number }>([{ $group: { _id: '$kind', n: { $sum: 1 } } }]).toArray();
  const [row] = await mongo.collection('posts').find().toArray();
  const counted = Object.entries(row!['reactionCounts'] as Record<string, number>).filter(([, n]) => n !== 0);
  expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(rows.map(({ _id, n }) => [_id, n])));
  expect(least).toBe(0);
});

test('events of one entity stand in the order of their revisions, whatever the clocks said', () => {
  const [p, q] = [mintId(), mintId()];
  const row = (_id: string, postId: string, rev: number) => ({ _id, data: { postId, rev } }) as unknown as EventRow;
  const ordered = inOrderOfRevision([row('p3', p, 3), row('q1', q, 1), row('p1', p, 1), row('p2', p, 2)]);
  expect(ordered.map(({ _id }) => _id)).toEqual(['p1', 'q1', 'p2', 'p3']);
});

test('kill -9 in the middle of relaying loses nothing and doubles nothing', async () => {
  await app.settled();
  await app.plaza.worker.stop();
  try {
    const { inPostgres, inMongo } = app.plaza.assembly;
    const { mongo } = app.plaza.stores;
    const before = (await readLogState(mongo)).position;
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) {
      const [mine, theirs] = [Array.from({ length: 300 }, () => event()), Array.from({ length: 300 }, () => event())];
      ids.push(...[...mine, ...theirs].map((each) => each.id));
      await inPostgres.commit.run((tx) => inPostgres.announcer.announce(tx, ...mine));
      await inMongo.commit.run((tx) => inMongo.announcer.announce(tx, ...theirs));
    }
    for (const afterMs of [40, 90, 140, 190]) await relayUntilKilled(afterMs);
    await app.plaza.worker.start();
    await app.settled();
    const rows = await eventsOf(mongo).find({ position: { $gt: before } }).sort({ position: 1 }).toArray();
    expect(rows.map((row) => row.position)).toEqual(rows.map((_, i) => before + 1 + i));
    expect(rows.map((row) => row._id).sort()).toEqual([...ids].sort());
  } finally {
    await app.plaza.worker.start();
  }
});

/** Runs the built relay in a process of its own, and kills that so many milliseconds after it has begun to work. */
async function relayUntilKilled(afterMs: number): Promise<void> {
  const { postgresUrl, mongodbUrl } = app.databases.urls;
  const child = spawn(process.execPath, ['test/support/relay-process.mjs', postgresUrl, mongodbUrl], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', () => reject(new Error('The relay process ended before it began.')));
  });
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill('SIGKILL');
  await ended;
}

test('two relays at once give every event one position', async () => {
  const { inMongo } = app.plaza.assembly;
  const { mongo } = app.plaza.stores;
  const events = Array.from({ length: 1_200 }, () => event());
  await inMongo.commit.run((tx) => inMongo.announcer.announce(tx, ...events));
  await Promise.all(Array.from({ length: 4 }, async () => untilNothing(() => positionPending(mongo))));
  await app.settled();
  const rows = await positioned(events.map((each) => each.id));
  expect(new Set(rows.map((row) => row.position)).size).toBe(events.length);
});

async function untilNothing(work: () => Promise<number>): Promise<void> {
  while ((await work()) > 0);
}
