import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { jobsOf } from '../../src/platform/jobs/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createDatabases } from '../support/databases.js';
import { gate, handle, numbered } from '../support/jobs.js';
import { Proxy } from '../support/proxy.js';
import { until } from '../support/until.js';

const env = { JOB_RETRY_SECONDS: '0' };

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env });
});
afterAll(() => app.close());

test('F8, D3: a Redis that forgets a thousand waiting jobs loses none of them', async () => {
  const { jobs } = app.plaza.assembly;
  const done = new Set<unknown>();
  const held = gate();
  handle(app, 'forgotten', async ({ data }) => {
    await held.opened;
    done.add(data['n']);
  });
  await jobs.add(numbered('forgotten', 1_000));
  await until(async () => (await jobsOf(app.plaza.stores.mongo).countDocuments({ kind: 'forgotten', claim: { $ne: null } })) > 0);
  // All of its keys; other test files have other databases of the same server.
  const redis = new Redis(app.databases.urls.redisUrl!);
  await redis.flushdb();
  redis.disconnect();
  held.open();
  await until(() => done.size === 1_000, 60_000);
  await app.settled();
  expect(await jobsOf(app.plaza.stores.mongo).countDocuments({ kind: 'forgotten' })).toBe(0);
});

test('while Redis is away jobs are done without it, whether it is cut off or hangs, and through it again afterwards', async () => {
  const databases = await createDatabases();
  const proxy = await Proxy.before(databases.urls.redisUrl!);
  const far = await startTestApp({ databases, urls: { redisUrl: proxy.through(databases.urls.redisUrl!) }, env });
  try {
    const done: unknown[] = [];
    handle(far, 'brave', async ({ data }) => void done.push(data['n']));
    const add = (from: number) => far.plaza.assembly.jobs.add(Array.from({ length: 20 }, (_, i) => ({ kind: 'brave', data: { n: from + i } })));
    for (const [i, outage] of [() => proxy.takeAway(), () => proxy.hold()].entries()) {
      outage();
      await add(100 * i);
      await until(() => done.length === 40 * i + 20, 30_000);
      proxy.bringBack();
      await until(() => far.logged.filter((line) => line.includes('Jobs go through Redis again')).length === i + 1, 30_000);
      await add(100 * i + 50);
      await until(() => done.length === 40 * i + 40, 30_000);
    }
    expect(new Set(done).size).toBe(80);
    expect(far.logged.filter((line) => line.includes('Jobs are done without Redis')).length).toBe(2);
  } finally {
    await far.close();
    await proxy.close();
  }
});

test('a process starts, works and stops where Redis never was', async () => {
  const alone = await startTestApp({ urls: { redisUrl: 'redis://127.0.0.1:1', redisCacheUrl: 'redis://127.0.0.1:1' }, env });
  let done = 0;
  handle(alone, 'alone', async () => void done++);
  await alone.plaza.assembly.jobs.add(numbered('alone', 50));
  await until(() => done === 50, 20_000);
  await alone.settled();
  await alone.close();
});
