import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { eventsOf, logStateOf } from '../../src/platform/outbox/mongo-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { FUZZ_SEED } from '../support/fuzz-seed.js';
import { HubListener } from '../support/hub-listener.js';
import { dice, HubWorld } from '../support/hub-world.js';
import { until } from '../support/until.js';

let app: TestApp;
let hubs: HubWorld;
beforeAll(async () => {
  app = await startTestApp();
});
afterEach(() => hubs.close());
afterAll(() => app.close());

const areOpen = (listeners: readonly HubListener[]) => until(() => listeners.every(({ heard }) => heard.length > 0), 20_000);

test('B2: a hub that starts while positions are decided and not written down tells what they become', async () => {
  hubs = new HubWorld(app, 'decided');
  await app.settled();
  const first = await hubs.openHub();
  const early = new HubListener(hubs.feedOf([0, 1, 2, 3], () => 1), hubs.cursors);
  early.listen(first);
  await areOpen([early]);
  early.cut();
  // The relay decides on positions, and is killed before it writes them down.
  await app.plaza.worker.stop();
  const start = (await hubs.state()).position;
  await hubs.write(40, dice(FUZZ_SEED));
  const pending = await eventsOf(hubs.mongo).find({ pending: true }).sort({ occurredAt: 1, _id: 1 }).toArray();
  await logStateOf(hubs.mongo).updateOne({ _id: 'log' }, { $set: { position: start + pending.length, batch: { first: start + 1, ids: pending.map(({ _id }) => _id) } } });
  const second = await hubs.openHub();
  const late = new HubListener(hubs.feedOf([0, 1, 2, 3], () => 1), hubs.cursors);
  for (const listener of [early, late]) listener.listen(second);
  await areOpen([late]);
  await sleep(500);
  await app.plaza.worker.start();
  await app.settled();
  const due = await hubs.expected([0, 1, 2, 3], start);
  expect(due.length).toBeGreaterThan(20);
  await until(() => [early, late].every(({ positions }) => positions.length >= due.length), 20_000);
  expect([early.positions, late.positions]).toEqual([due, due]);
});

test('an event that could not be judged for a moment is told all the same, one that never can be holds up nobody', async () => {
  hubs = new HubWorld(app, 'flaws');
  const hub = await hubs.openHub();
  let failures = 0;
  const plain = hubs.feedOf([0], () => 1);
  const broken: Record<string, number> = { once: 1, always: Infinity };
  const feeds = Object.entries(broken).map(([name, times]) => {
    const failed = new Map<number, number>();
    const judge: typeof plain.judge = async (delivery, viewers) => {
      const { position } = delivery.event;
      const before = failed.get(position) ?? 0;
      failed.set(position, before + 1);
      if (position % 2 === 0 && before < times && ++failures) throw new Error('a bug');
      return plain.judge(delivery, viewers);
    };
    return { ...plain, name: `${plain.name} ${name}`, judge };
  });
  const listeners = feeds.map((feed) => new HubListener(feed, hubs.cursors));
  for (const listener of listeners) listener.listen(hub);
  await areOpen(listeners);
  const start = (await hubs.state()).position;
  await hubs.write(60, dice(FUZZ_SEED));
  await app.settled();
  const due = await hubs.expected([0], start);
  const odd = due.filter((position) => position % 2 === 1);
  await until(() => listeners[0]!.positions.length >= due.length && listeners[1]!.positions.length >= odd.length, 20_000);
  expect(listeners.map(({ positions, dropped }) => [positions, dropped])).toEqual([[due, []], [odd, []]]);
  expect(failures).toBeGreaterThan(2);
  // The same for whoever comes back.
  const later = feeds.map((feed) => new HubListener(feed, hubs.cursors));
  for (const listener of later) listener.listen(hub, { epoch: hub.place.epoch, position: start });
  await until(() => later[0]!.positions.length >= due.length && later[1]!.positions.length >= odd.length, 20_000);
  expect(later.map(({ positions, dropped }) => [positions, dropped])).toEqual([[due, []], [odd, []]]);
});

test('what fails once is made again and logged nowhere; what fails again is told with its error, and logged', async () => {
  hubs = new HubWorld(app, 'surprises');
  const hub = await hubs.openHub();
  const made = new Set<string>();
  const flawsOf = { once: (cursor: string) => !made.has(cursor) && made.add(cursor).size > 0, always: () => true };
  const [once, always] = Object.values(flawsOf).map((isFlawed, i) => {
    const feed = hubs.feedOf([i], () => 1);
    return new HubListener(feed, hubs.cursors, (root) => (!('notice' in root) && isFlawed(root.cursor) ? 'error' : null));
  }) as [HubListener, HubListener];
  const listeners = [once, always];
  for (const listener of listeners) listener.listen(hub);
  await areOpen(listeners);
  const start = (await hubs.state()).position;
  await hubs.write(40, dice(FUZZ_SEED));
  await app.settled();
  const due = await Promise.all([hubs.expected([0], start), hubs.expected([1], start)]);
  expect(due.map(({ length }) => length > 5)).toEqual([true, true]);
  await until(() => listeners.every(({ positions }, i) => positions.length >= due[i]!.length), 20_000);
  expect(listeners.map(({ positions }) => positions)).toEqual(due);
  expect([once.reported, always.reported]).toEqual([[], due[1]]);
});
