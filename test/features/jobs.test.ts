import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { MongoNetworkError } from 'mongodb';
import { register } from 'prom-client';
import { mintId } from '../../src/kernel/ids.js';
import type { JobHandler, JobRun } from '../../src/kernel/job.js';
import { jobsOf } from '../../src/platform/jobs/index.js';
import { eventsOf } from '../../src/platform/outbox/mongo-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createDatabases } from '../support/databases.js';
import { Proxy } from '../support/proxy.js';
import { until } from '../support/until.js';

const ATTEMPTS = 4;
const env = { JOB_RETRY_SECONDS: '0', JOB_ATTEMPTS: String(ATTEMPTS) };

let app: TestApp;
let redis: Redis;
const ran: JobRun[] = [];
beforeAll(async () => {
  app = await startTestApp({ env });
  redis = new Redis(app.databases.urls.redisUrl!);
  handle(app, 'note', async (job) => void ran.push(job));
});
afterAll(async () => {
  redis.disconnect();
  await app.close();
});

function handle({ plaza }: TestApp, kind: string, run: JobHandler['run'], more: Partial<JobHandler> = {}): void {
  plaza.assembly.jobs.register({ kind, queue: 'default', run, ...more });
}

/** Holds whoever waits for it until it is opened. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

const numbered = (kind: string, count: number) => Array.from({ length: count }, (_, n) => ({ id: `${kind}:${n}`, kind, data: { n } }));
const runsOf = async (kind: string, outcome: string) =>
  (await register.getSingleMetric('plaza_job_runs_total')!.get()).values.find(({ labels }) => labels['kind'] === kind && labels['outcome'] === outcome)?.value ?? 0;

test('a job runs once, however often it is added, and is forgotten; Redis keeps nothing of it', async () => {
  const { jobs, jobStore } = app.plaza.assembly;
  await Promise.all(Array.from({ length: 5 }, () => jobs.add([{ id: 'note:1', kind: 'note', data: { n: 1 } }])));
  await app.settled();
  expect(ran.map(({ id, data, attempt }) => ({ id, data, attempt }))).toEqual([{ id: 'note:1', data: { n: 1 }, attempt: 1 }]);
  expect(await jobStore.byId('note:1')).toBeNull();
  const { epoch } = (await app.plaza.stores.mongo.collection<{ epoch: string }>('relay_state').findOne())!;
  await until(async () => (await redis.keys(`{plaza-${epoch}}:*note*`)).length === 0);
  expect(await redis.keys(`{plaza-${epoch}}:*`)).not.toEqual([]);
});

test('a job is added if and only if its transaction commits', async () => {
  const { jobs, inMongo } = app.plaza.assembly;
  const [kept, undone] = [mintId(), mintId()];
  await inMongo.commit.run((tx) => jobs.addIn(tx, [{ id: kept, kind: 'note', data: {} }, { id: kept, kind: 'note', data: {} }]));
  const failing = inMongo.commit.run(async (tx) => {
    await jobs.addIn(tx, [{ id: undone, kind: 'note', data: {} }]);
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  await app.settled();
  expect(ran.filter(({ id }) => id === kept || id === undone).map(({ id }) => id)).toEqual([kept]);
});

test('F8: a job that always fails is tried as often as promised and ends dead with its reason, others go on, and it is tried anew when its cause is mended', async () => {
  const { jobs, jobStore } = app.plaza.assembly;
  const attempts: number[] = [];
  const served: unknown[] = [];
  let mended = false;
  handle(app, 'poison', async ({ attempt }) => {
    attempts.push(attempt);
    if (!mended) throw new Error('The well is poisoned, says eve@example.org');
  });
  handle(app, 'bystander', async ({ data }) => void served.push(data['n']));
  await jobs.add([{ id: 'poison', kind: 'poison', data: {} }, ...numbered('bystander', 50)]);
  await app.settled();

  expect(attempts).toEqual([1, 2, 3, 4]);
  expect(served.sort()).toEqual(numbered('bystander', 50).map(({ data }) => data.n).sort());
  expect((await jobStore.dead(10)).map(({ _id, kind, attempts: n, reason }) => ({ _id, kind, n, reason }))).toEqual([{ _id: 'poison', kind: 'poison', n: ATTEMPTS, reason: 'The well is poisoned, says [address]' }]);
  expect([await runsOf('poison', 'failed'), await runsOf('poison', 'dead')]).toEqual([ATTEMPTS - 1, 1]);
  await until(async () => (await register.getSingleMetric('plaza_jobs_dead')!.get()).values[0]?.value === 1, 20_000);

  mended = true;
  expect((await jobStore.retry('poison')).length).toBe(1);
  await app.settled();
  expect(attempts).toEqual([1, 2, 3, 4, 1]);
  expect(await jobStore.dead(10)).toEqual([]);
});

test('a store that is away uses up no attempt', async () => {
  let failures = 0;
  const attempts: number[] = [];
  handle(app, 'unlucky', async ({ attempt }) => {
    attempts.push(attempt);
    if (failures++ === 0) throw new MongoNetworkError('connection reset');
    if (failures === 2) throw Object.assign(new Error('Stream isn\'t writeable and enableOfflineQueue options is false'), {});
  });
  await app.plaza.assembly.jobs.add([{ kind: 'unlucky', data: {} }]);
  await until(() => attempts.length === 3, 20_000);
  expect(attempts).toEqual([1, 1, 1]);
  expect(await runsOf('unlucky', 'away')).toBe(2);
  await app.settled();
});

test('its owner hears of each change of a job, which can be looked up when it is done', async () => {
  const { jobs, jobStore } = app.plaza.assembly;
  const [ownerId, id] = [mintId(), mintId()];
  await jobs.add([{ id, kind: 'note', data: {}, ownerId }]);
  await app.settled();
  expect(await jobStore.byId(id)).toMatchObject({ state: 'DONE', ownerId });
  const heard = await eventsOf(app.plaza.stores.mongo).find({ type: 'JobUpdated', 'data.jobId': id }).sort({ position: 1 }).toArray();
  expect(heard.map(({ topics, data }) => [topics, data['state']])).toEqual([[[`user:${ownerId}`], 'WAITING'], [[`user:${ownerId}`], 'DONE']]);
});

test('O6: ten thousand jobs of one person do not delay the one of another', async () => {
  const { jobs } = app.plaza.assembly;
  const [flooder, other] = [mintId(), mintId()];
  const order: unknown[] = [];
  const held = gate();
  handle(app, 'shared', async ({ data }) => {
    if (data['n'] === 'plug') return held.opened;
    order.push(data['n']);
  });
  await jobs.add(Array.from({ length: 4 }, (_, i) => ({ id: `plug:${i}`, kind: 'shared', share: `plug:${i}`, data: { n: 'plug' } })));
  await jobs.add(Array.from({ length: 2_000 }, (_, n) => ({ kind: 'shared', share: flooder, data: { n } })));
  await jobs.add([{ kind: 'shared', share: other, data: { n: 'other' } }]);
  held.open();
  await app.settled();
  expect(order.length).toBe(2_001);
  expect(order.indexOf('other')).toBeLessThan(20);
});

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
  await redis.flushdb();
  held.open();
  await until(() => done.size === 1_000, 60_000);
  await app.settled();
  expect(await jobsOf(app.plaza.stores.mongo).countDocuments({ kind: 'forgotten' })).toBe(0);
}, 120_000);

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
}, 120_000);

test('a process starts, works and stops where Redis never was', async () => {
  const alone = await startTestApp({ urls: { redisUrl: 'redis://127.0.0.1:1', redisCacheUrl: 'redis://127.0.0.1:1' }, env });
  let done = 0;
  handle(alone, 'alone', async () => void done++);
  await alone.plaza.assembly.jobs.add(numbered('alone', 50));
  await until(() => done === 50, 20_000);
  await alone.settled();
  await alone.close();
}, 60_000);

test('what is in hand when a process stops is given back, and its attempt is not counted', async () => {
  const first = await startTestApp({ env });
  const { mongo } = first.plaza.stores;
  let aborted = 0;
  handle(first, 'long', async ({ signal }) => {
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  await first.plaza.assembly.jobs.add(numbered('long', 3));
  await until(async () => (await jobsOf(mongo).countDocuments({ claim: { $ne: null } })) === 3);
  await first.plaza.worker.stop();
  const rows = await jobsOf(mongo).find().toArray();
  expect(rows.map(({ claim, attempts, lost, state }) => ({ claim, attempts, lost, state }))).toEqual(Array.from({ length: 3 }, () => ({ claim: null, attempts: 0, lost: 0, state: 'WAITING' })));
  aborted = rows.length;

  const second = await startTestApp({ beside: first, env });
  const done: number[] = [];
  handle(second, 'long', async ({ attempt }) => void done.push(attempt));
  await until(() => done.length === aborted, 30_000);
  expect(done).toEqual([1, 1, 1]);
  await second.close();
  await first.close();
}, 60_000);
