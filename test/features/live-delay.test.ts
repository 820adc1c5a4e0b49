import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { mintId } from '../../src/kernel/ids.js';
import { readTopics } from '../../src/platform/log/read-log.js';
import { eventsOf, logStateOf } from '../../src/platform/outbox/mongo-rows.js';
import { startWatchedApp, type MongoCommand, type WatchedApp } from '../support/count-commands.js';
import { type Pair, startPair } from '../support/pair.js';
import { explainMongo } from '../support/plans.js';
import type { Person } from '../support/world.js';

let pair: Pair;
let watched: WatchedApp;
beforeAll(async () => {
  pair = await startPair();
  watched = await startWatchedApp(pair.one);
});
afterAll(async () => {
  await watched.close();
  await pair.close();
});

type Told = { readonly postEvents: { readonly comment?: { readonly text: string } } };

test('B3: with Redis away, events of another process still come within half a second, and none is lost', async () => {
  const [ada, bob] = (await pair.one.world.people(['ada', 'bob'])) as [Person, Person];
  const post = await pair.one.world.post(ada, 'Talk');
  const query = parse(`subscription { postEvents(postId: "${post}") { __typename ... on CommentAdded { comment { text } } } }`);
  const stream = pair.other.live(bob.token).subscribe<Told, object>(query as never);
  await stream.opened();
  const delays = async (name: string, count: number): Promise<number[]> => {
    const found: number[] = [];
    for (let i = 0; i < count; i++) {
      const text = `${name} ${i}`;
      await pair.one.world.comment(ada, post, text);
      const answered = performance.now();
      await stream.until(({ received }) => received.some(({ postEvents }) => postEvents.comment?.text === text), 20_000);
      found.push(performance.now() - answered);
    }
    return found.sort((a, b) => a - b);
  };
  const there = await delays('there', 10);
  pair.proxies.forEach((proxy) => proxy.takeAway());
  const away = await delays('away', 15).finally(() => pair.proxies.forEach((proxy) => proxy.bringBack()));
  const middle = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)]!;
  process.stderr.write(`  delay after the answer, median: ${middle(there).toFixed(0)} ms with Redis, ${middle(away).toFixed(0)} ms without\n`);
  // What a busy machine adds is not what is looked for.
  expect(middle(away)).toBeLessThan(1_000);
  const texts = stream.received.flatMap(({ postEvents }) => postEvents.comment?.text ?? []);
  expect(texts).toEqual([...Array.from({ length: 10 }, (_, i) => `there ${i}`), ...Array.from({ length: 15 }, (_, i) => `away ${i}`)]);
});

test('what a home feed missed is read from the log by an index, in order, and no more of it than is told', async () => {
  const { mongo } = watched.plaza.stores;
  await pair.one.settled();
  const [authors, count] = [Array.from({ length: 1_000 }, () => mintId()), 20_000];
  const state = await logStateOf(mongo).findOneAndUpdate({ _id: 'log' }, { $inc: { position: count } }, { returnDocument: 'before' });
  const first = state!.position + 1;
  await eventsOf(mongo).insertMany(
    Array.from({ length: count }, (_, i) => ({
      _id: mintId(), type: 'Tested', topics: [`author:${authors[i % 1_000]!}`, `post:${mintId()}`], occurredAt: new Date(), actorId: null, data: {}, narrows: false, position: first + i,
    })),
  );
  const LIMIT = 51;
  for (const followees of [1, 50, 200, 1_000]) {
    const topics = authors.slice(0, followees).map((id) => `author:${id}`);
    let events: readonly { readonly position: number }[] = [];
    const commands = await watched.watch.during(async () => {
      events = await readTopics(mongo, topics, first - 1, first + count - 1, LIMIT);
    });
    const finds = commands.filter((command): command is MongoCommand => command.name === 'find events');
    expect(finds).toHaveLength(Math.ceil(followees / 200));
    expect(events.map(({ position }) => position)).toEqual(Array.from({ length: count }, (_, i) => i).filter((i) => i % 1_000 < followees).slice(0, LIMIT).map((i) => first + i));
    for (const find of finds) {
      const plan = await explainMongo(mongo, find);
      expect({ followees, indexes: [...plan.indexes], scans: plan.collectionScans, sorts: plan.branches.flat().includes('SORT') }).toEqual({ followees, indexes: ['byTopic'], scans: 0, sorts: false });
      // A key more for each range that is begun.
      expect(plan.documents).toBeLessThanOrEqual(LIMIT);
      expect(plan.keys).toBeLessThanOrEqual(2 * LIMIT + 2 * Math.min(followees, 200));
    }
  }
});
