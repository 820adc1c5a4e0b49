import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { mintId } from '../../src/kernel/ids.js';
import { trimLog } from '../../src/platform/log/trim-log.js';
import { type EventRow, logStateOf } from '../../src/platform/outbox/mongo-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { FUZZ_SEED } from '../support/fuzz-seed.js';
import { HubListener } from '../support/hub-listener.js';
import { dice, HubWorld, isDue, TOPICS } from '../support/hub-world.js';
import { until } from '../support/until.js';

let app: TestApp;
let hubs: HubWorld;
beforeAll(async () => {
  app = await startTestApp();
});
afterEach(() => hubs.close());
afterAll(() => app.close());

/** What a listener hears, from the outside. */
const listenerTo = (topics: readonly number[], roll: () => number = () => 1, flawOf?: () => 'error' | null) => new HubListener(hubs.feedOf(topics, roll), hubs.cursors, flawOf);
const areOpen = (listeners: readonly HubListener[]) => until(() => listeners.every(({ heard }) => heard.length > 0), 20_000);

test('B1, B2: whoever is cut off at any moment and comes back to any process with the last cursor hears everything once, in order', async () => {
  hubs = new HubWorld(app, 'cuts');
  const roll = dice(FUZZ_SEED);
  const all = [await hubs.openHub(), await hubs.openHub(), await hubs.openHub({ remembered: 2_000 })];
  const start = (await hubs.state()).position;
  let flaws = 0;
  const flawOf = () => (roll() < 0.01 && flaws++ >= 0 ? 'error' : null);
  const kinds = Array.from({ length: 24 }, (_, i) => (i % 3 === 0 ? [i % TOPICS, (i + 1) % TOPICS] : [i % TOPICS]));
  const listeners = kinds.map((topics) => listenerTo(topics, roll, flawOf));
  for (const [i, listener] of listeners.entries()) listener.listen(all[i % 3]!);
  await areOpen(listeners);

  let isWriting = true;
  const writing = Promise.all(Array.from({ length: 3 }, () => hubs.write(300, roll))).then(() => (isWriting = false));
  let cuts = 0;
  while (isWriting) {
    await sleep(roll() * 15);
    const listener = listeners[Math.floor(roll() * listeners.length)]!;
    if (roll() < 0.3) listener.isFull = !listener.isFull;
    else if (listener.isListening && roll() < 0.8) {
      listener.cut();
      cuts++;
    } else if (!listener.isListening) listener.listen(all[Math.floor(roll() * 3)]!);
    // The hub's sweep goes on with those who have room again; who was dropped comes back.
    for (const each of listeners) if (!each.isListening && roll() < 0.02) each.listen(all[Math.floor(roll() * 3)]!);
  }
  await writing;
  await app.settled();
  for (const listener of listeners) {
    listener.isFull = false;
    if (!listener.isListening) listener.listen(all[0]!);
  }
  for (const [i, listener] of listeners.entries()) {
    const due = await hubs.expected(kinds[i]!, start);
    await until(() => listener.positions.length >= due.length, 30_000);
    expect({ i, positions: listener.positions }).toEqual({ i, positions: due });
    expect(new Set(listener.notices)).toEqual(new Set(['HEARTBEAT']));
  }
  process.stderr.write(`  seed ${FUZZ_SEED}: 900 events, ${listeners.length} listeners on 3 hubs, ${cuts} cuts, ${flaws} flaws: nothing missing, nothing double\n`);
});

test('B2: while the log is trimmed under those who come back, nothing is missing but what a gap notice stands for', async () => {
  hubs = new HubWorld(app, 'trims');
  const roll = dice(FUZZ_SEED + 1);
  const { mongo } = hubs;
  const all = [await hubs.openHub({ remembered: 5 }), await hubs.openHub({ remembered: 5 })];
  const listeners = Array.from({ length: 12 }, (_, i) => listenerTo([i % TOPICS], roll));
  const start = (await hubs.state()).position;
  for (const [i, listener] of listeners.entries()) listener.listen(all[i % 2]!);
  await areOpen(listeners);

  const written: EventRow[] = [];
  let isWriting = true;
  const note = async () => void written.push(...(await hubs.rows(written.at(-1)?.position ?? start)));
  const writing = hubs.write(600, roll).then(() => (isWriting = false));
  while (isWriting) {
    await sleep(roll() * 30);
    const listener = listeners[Math.floor(roll() * listeners.length)]!;
    if (listener.isListening) listener.cut();
    for (const each of listeners) if (!each.isListening && roll() < 0.2) each.listen(all[Math.floor(roll() * 2)]!);
    if (roll() < 0.3) {
      await note();
      // Nothing that was not noted.
      if (written.length > 0) await trimLog(mongo, written.at(-1)!.occurredAt);
    }
  }
  await writing;
  await app.settled();
  await note();
  for (const each of listeners) if (!each.isListening) each.listen(all[0]!);
  await hubs.write(8, () => 0.99);
  await app.settled();
  await note();
  const end = written.at(-1)!.position!;
  expect(written.length).toBe(end - start);

  let [gaps, missed] = [0, 0];
  for (const [i, { heard }] of listeners.entries()) {
    const due = written.filter((row) => isDue(row) && row.topics.includes(hubs.topicOf(i % TOPICS))).map(({ position }) => position!);
    await until(() => heard.at(-1)!.position >= due.at(-1)!, 20_000);
    // A notice takes everything along up to its place.
    let at = start;
    const told = new Set<number>();
    for (const { notice, position } of heard) {
      expect(position).toBeGreaterThanOrEqual(at);
      if (notice === null) {
        expect(told.has(position)).toBe(false);
        told.add(position);
      } else if (notice !== 'HEARTBEAT') {
        gaps++;
        for (const covered of due.filter((each) => each > at && each <= position && !told.has(each))) {
          missed++;
          told.add(covered);
        }
      }
      at = position;
    }
    expect({ i, told: [...told].sort((a, b) => a - b) }).toEqual({ i, told: due });
  }
  process.stderr.write(`  seed ${FUZZ_SEED}: ${gaps} gap notices stood for ${missed} events\n`);
  expect(gaps).toBeGreaterThan(0);
});

test('B2: a cursor that is too old, of another epoch, or from a future that was taken back gets a gap notice, and the stream goes on', async () => {
  hubs = new HubWorld(app, 'gaps');
  const roll = dice(FUZZ_SEED);
  const { mongo } = hubs;
  await hubs.write(40, roll);
  await app.settled();
  await trimLog(mongo, new Date());
  const hub = await hubs.openHub();
  const { epoch, position, floor } = await hubs.state();
  expect(floor).toBe(position);
  const listen = (after: { epoch: string; position: number }) => {
    const listener = listenerTo([1]);
    listener.listen(hub, after);
    return listener;
  };
  const cases = { old: listen({ epoch, position: floor - 1 }), edge: listen({ epoch, position: floor }), other: listen({ epoch: mintId(), position }), ahead: listen({ epoch, position: position + 5 }) };
  await areOpen(Object.values(cases));
  // One that is ahead has been told so when its hub would not come.
  await until(() => cases.ahead.notices.includes('EPOCH'));
  await hubs.write(20, () => 0.3);
  await app.settled();
  const due = await hubs.expected([1], position);
  expect(due).toHaveLength(20);
  for (const each of Object.values(cases)) await until(() => each.positions.length === 20, 20_000);
  expect(Object.values(cases).map(({ positions }) => positions)).toEqual(Array(4).fill(due));
  expect({ old: cases.old.notices.at(-1), edge: cases.edge.notices, other: cases.other.notices, ahead: cases.ahead.notices.at(-1) }).toEqual({ old: 'TOO_OLD', edge: ['HEARTBEAT'], other: ['EPOCH'], ahead: 'EPOCH' });
});

test('a log that is made anew under an open stream is told by a gap notice, and the stream goes on', async () => {
  hubs = new HubWorld(app, 'anew');
  const { mongo } = hubs;
  const hub = await hubs.openHub();
  const live = listenerTo([1]);
  live.listen(hub);
  await until(() => live.heard.length > 0);
  await logStateOf(mongo).updateOne({ _id: 'log' }, { $set: { epoch: mintId() } });
  await until(() => live.notices.includes('EPOCH'), 15_000);
  await hubs.write(10, () => 0.3);
  await until(() => live.positions.length === 10, 15_000);
  expect(live.notices).toEqual(['HEARTBEAT', 'EPOCH']);
});

test('a quiet stream is told a heartbeat again and again, each a place to resume from', async () => {
  hubs = new HubWorld(app, 'quiet');
  const hub = await hubs.openHub({ heartbeatMs: 300 });
  const listener = listenerTo([1]);
  listener.listen(hub);
  await until(() => listener.heard.length > 3);
  await hubs.write(1, () => 0.8);
  await app.settled();
  const now = (await hubs.state()).position;
  await until(() => listener.heard.at(-1)!.position === now);
  expect(new Set(listener.notices)).toEqual(new Set(['HEARTBEAT']));
  expect(listener.positions).toEqual([]);
});

test('B4: who takes nothing is let go after three seconds, who is slow for a moment is told the rest, and nobody else waits', async () => {
  hubs = new HubWorld(app, 'slow');
  const hub = await hubs.openHub();
  const [stuck, slow, quick] = [0, 1, 2].map(() => listenerTo([1])) as [HubListener, HubListener, HubListener];
  for (const each of [stuck, slow, quick]) each.listen(hub);
  await areOpen([stuck, slow, quick]);
  const start = (await hubs.state()).position;
  // More than the hub remembers, in one go: what is for a moment stays one on a busy machine.
  stuck.isFull = slow.isFull = true;
  const writing = hubs.write(60, () => 0.3);
  await until(() => quick.positions.length > 5, 20_000);
  slow.isFull = false;
  await writing;
  await until(() => quick.positions.length === 60 && slow.positions.length === 60, 20_000);
  expect(stuck.positions).toEqual([]);
  await until(() => stuck.dropped.length > 0, 20_000);
  expect([stuck.dropped, slow.dropped, quick.dropped]).toEqual([['slow'], [], []]);
  stuck.listen(hub);
  await until(() => stuck.positions.length === 60, 20_000);
  for (const each of [stuck, slow, quick]) expect(each.positions).toEqual(await hubs.expected([1], start));
});
