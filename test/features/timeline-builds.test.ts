import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { EntryStore } from '../../src/modules/feeds/home/entry.store.js';
import { HomeCircleStore } from '../../src/modules/feeds/home/home-circle.store.js';
import { TimelineBuilder } from '../../src/modules/feeds/timelines/build-timeline.js';
import { TimelineStore } from '../../src/modules/feeds/timelines/timeline.store.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/world.js';

const WINDOW_MS = 60_000;
let app: TestApp;
let redis: Redis;
let builder: TimelineBuilder;
let [reader, ann]: [Person, Person] = [] as never;
beforeAll(async () => {
  app = await startTestApp({ env: { HOME_TIMELINES: 'true', HOME_TIMELINE_DAYS: '1' } });
  redis = new Redis(app.databases.urls.redisCacheUrl);
  const { postgres, mongo, scriptedKeys } = app.plaza.stores;
  const timelines = new TimelineStore(scriptedKeys!, { cap: 10, windowMs: WINDOW_MS });
  builder = new TimelineBuilder({ circles: new HomeCircleStore(postgres), entries: new EntryStore(mongo), timelines, log: pino({ level: 'silent' }) });
});
afterAll(async () => {
  redis.disconnect();
  await app.close();
});
beforeEach(async () => {
  [reader, ann] = (await app.world.people(['reader', 'ann'])) as [Person, Person];
});

test('a timeline with nothing in it goes, too, where nobody reads it', async () => {
  const key = `plaza:home:{${reader.userId}}`;
  expect(await builder.build(reader.userId, new Date())).toBe(true);
  expect([await redis.zcard(key), (await redis.pttl(key)) > WINDOW_MS / 2]).toEqual([1, true]);
  // The merge writes the stamp of the follow, and nothing else.
  await app.world.follow(reader, ann);
  await app.settled();
  expect([await redis.zcard(key), (await redis.pttl(key)) > 0]).toEqual([1, true]);
});

test('a read that found none does not undo what was built meanwhile', async () => {
  const readAt = new Date();
  await sleep(5);
  expect(await builder.build(reader.userId, new Date())).toBe(true);
  expect(await builder.build(reader.userId, readAt)).toBe(false);
  await sleep(5);
  expect(await builder.build(reader.userId, new Date())).toBe(true);
  // Whoever mistrusts it has it made anew, whatever there is.
  expect(await builder.build(reader.userId, null)).toBe(true);
});
