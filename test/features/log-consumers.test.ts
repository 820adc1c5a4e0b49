import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import { type DomainEvent, newEvent, type PositionedEvent } from '../../src/kernel/event.js';
import { checkpointsOf, ConsumerRunner, forgetConsumer } from '../../src/platform/log/consumer-runner.js';
import { lookAtConsumers } from '../../src/platform/log/look-at-consumers.js';
import { readLogState } from '../../src/platform/log/read-log.js';
import { trimLog } from '../../src/platform/log/trim-log.js';
import { eventsOf, logStateOf } from '../../src/platform/outbox/mongo-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const event = (data: DomainEvent['data'] = {}) => newEvent({ type: 'Tried', topics: ['tried'], occurredAt: new Date(), actorId: null, data });
const announce = (...events: readonly DomainEvent[]) => {
  const { commit, announcer } = app.plaza.assembly.inMongo;
  return commit.run((tx) => announcer.announce(tx, ...events));
};

test('an event that a consumer can not handle is put aside, tried again, and holds up nobody', async () => {
  const { mongo } = app.plaza.stores;
  const seen: string[] = [];
  const broken = event({ broken: true });
  const fine = event();
  let failures = 0;
  const handle = async (events: readonly DomainEvent[]) => {
    if (events.some((each) => each.data['broken'] === true) && failures++ < 4) throw new Error('poison');
    seen.push(...events.map((each) => each.id));
  };
  const log = { error: jest.fn(), info: jest.fn(), warn: jest.fn() };
  const runner = new ConsumerRunner(mongo, { name: 'tried', types: ['Tried'], handle }, log as never);
  await announce(broken, fine);
  await app.settled();
  await runner.run();
  expect(seen).toContain(fine.id);
  expect(seen).not.toContain(broken.id);
  expect(await mongo.collection('parked_events').countDocuments({ consumer: 'tried' })).toBe(1);
  await until(async () => {
    await runner.run();
    return seen.includes(broken.id);
  }, 10_000);
  expect(await mongo.collection('parked_events').countDocuments({ consumer: 'tried' })).toBe(0);
  await runner.stop();
  await mongo.collection<{ _id: string }>('consumers').deleteOne({ _id: 'tried' });
});

test('the log is trimmed below what is old and what every consumer has passed, floor first', async () => {
  const { mongo } = app.plaza.stores;
  await app.settled();
  const kept = event();
  await announce(kept);
  await app.settled();
  const position = (await eventsOf(mongo).findOne({ _id: kept.id }))?.position;
  expect(await trimLog(mongo, kept.occurredAt)).toBe(position! - 1);
  const rows = await eventsOf(mongo).find().sort({ position: 1 }).toArray();
  expect(rows[0]!._id).toBe(kept.id);
  expect((await readLogState(mongo)).floor).toBe(position! - 1);
});

test('a consumer that came while the log was trimmed goes on behind what is gone', async () => {
  const { mongo } = app.plaza.stores;
  const handled: string[] = [];
  const consumer = { name: 'late', types: ['Tried'], handle: async (events: readonly PositionedEvent[]) => void handled.push(...events.map(({ id }) => id)) };
  await announce(event());
  await app.settled();
  await checkpointsOf(mongo).insertOne({ _id: 'late', position: 0 });
  // As if it had not been there when the floor was reckoned.
  const { position } = await readLogState(mongo);
  await logStateOf(mongo).updateOne({ _id: 'log' }, { $set: { floor: position } });
  await eventsOf(mongo).deleteMany({ position: { $lte: position } });
  const runner = new ConsumerRunner(mongo, consumer, pino({ level: 'silent' }));
  expect(await lookAtConsumers(mongo, ['late'])).toEqual([{ name: 'late', lag: position, hasWork: true }]);
  await runner.run();
  expect(await lookAtConsumers(mongo, ['late'])).toEqual([{ name: 'late', lag: 0, hasWork: false }]);
  const next = event();
  await announce(next);
  await app.settled();
  await runner.run();
  expect(handled).toEqual([next.id]);
  await runner.stop();
  await forgetConsumer(mongo, 'late');
});

test('where no timelines are kept their consumer does not hold up the trimming of the log', async () => {
  const { mongo } = app.plaza.stores;
  await checkpointsOf(mongo).insertOne({ _id: 'feeds.timelines', position: 0 });
  const beside = await startTestApp({ beside: app, env: { HOME_TIMELINES: 'false' } });
  await beside.close();
  expect(await checkpointsOf(mongo).countDocuments({ _id: 'feeds.timelines' })).toBe(0);
});
