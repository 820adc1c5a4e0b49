import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { Redis } from 'ioredis';
import { MongoNetworkError } from 'mongodb';
import { pino } from 'pino';
import { register } from 'prom-client';
import { type DomainEvent, newEvent } from '../../src/kernel/event.js';
import { mintId } from '../../src/kernel/ids.js';
import type { JobRun } from '../../src/kernel/job.js';
import { jobsOf } from '../../src/platform/jobs/index.js';
import { ConsumerRunner } from '../../src/platform/log/consumer-runner.js';
import { eventsOf } from '../../src/platform/outbox/mongo-rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { gate, handle, numbered } from '../support/jobs.js';
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

test('F8: an event that a consumer never can handle is given up with its reason, others go on, and operators list it and try it anew, beside what runs', async () => {
  const { mongo } = app.plaza.stores;
  const { inMongo, jobs, parkedEvents } = app.plaza.assembly;
  const event = (poison: boolean) => newEvent({ type: 'Poured', topics: ['tried'], occurredAt: new Date(), actorId: null, data: { poison } });
  const [bad, good] = [event(true), event(false)];
  const handled: string[] = [];
  let tries = 0;
  let mended = false;
  const handle = async (events: readonly DomainEvent[]) => {
    if (!mended && events.some(({ data }) => data['poison'] === true && ++tries)) throw new Error('It tastes of almonds');
    handled.push(...events.map(({ id }) => id));
  };
  const runner = new ConsumerRunner(mongo, { name: 'taster', types: ['Poured'], handle }, pino({ level: 'silent' }), { maxAttempts: 3, firstRetryMs: 0 });
  await inMongo.commit.run((tx) => inMongo.announcer.announce(tx, bad, good));
  await app.settled();
  const deadOf = async () => (await parkedEvents.dead(10)).filter(({ consumer }) => consumer === 'taster');
  await until(async () => (await runner.run(), (await deadOf()).length === 1), 30_000);
  const triesUntilDead = tries;
  expect((await deadOf()).map(({ attempts, error }) => ({ attempts, error }))).toEqual([{ attempts: 3, error: 'It tastes of almonds' }]);
  expect(handled).toEqual([good.id]);
  for (let i = 0; i < 3; i++) await runner.run();
  expect(tries).toBe(triesUntilDead);

  handleOnce(app, 'spoilt', () => !mended);
  await jobs.add([{ id: 'spoilt:1', kind: 'spoilt', data: {} }]);
  await app.settled();
  const listed = await command('list');
  expect(listed.code).toBe(0);
  expect(listed.said).toMatch(/spoilt:1 {2}\S+Z {2}job spoilt {2}4 attempts: spoilt/);
  expect(listed.said).toMatch(new RegExp(`taster:${bad.id} {2}\\S+Z {2}event Poured at taster {2}3 attempts: It tastes of almonds`));
  expect((await command('help')).said).toContain('retry --all');
  expect(await command('retry')).toMatchObject({ code: 1, said: expect.stringContaining('npm run jobs') });
  expect(await command('retry', 'nobody')).toMatchObject({ code: 1, said: expect.stringContaining('"nobody"') });

  mended = true;
  expect(await command('retry', `taster:${bad.id}`)).toMatchObject({ code: 0, said: expect.stringContaining('1 to be tried anew') });
  await until(async () => (await runner.run(), handled.includes(bad.id)), 30_000);
  expect(await command('retry', '--all')).toMatchObject({ code: 0, said: expect.stringContaining('1 to be tried anew') });
  await until(async () => (await app.plaza.assembly.jobStore.byId('spoilt:1')) === null, 30_000);
  expect((await command()).said).toContain('Nothing was given up.');
  await runner.stop();
  await mongo.collection<{ _id: string }>('consumers').deleteOne({ _id: 'taster' });
});

/** Does nothing, and fails as long as it is to. */
function handleOnce(of: TestApp, kind: string, fails: () => boolean): void {
  handle(of, kind, async () => {
    if (fails()) throw new Error(kind);
  });
}

/** `npm run jobs`, as it was built, on the stores of the app. */
async function command(...words: string[]): Promise<{ code: number | null; said: string }> {
  const { postgresUrl, mongodbUrl, redisUrl, redisCacheUrl } = app.databases.urls;
  const settings = { POSTGRES_URL: postgresUrl, MONGODB_URL: mongodbUrl, REDIS_URL: redisUrl, REDIS_CACHE_URL: redisCacheUrl, MASTER_SECRET: app.masterSecret.toString('base64') };
  const child = spawn(process.execPath, ['scripts/command.mjs', 'jobs', ...words], { env: { ...process.env, ...settings } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

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

test('O6: a flood of one person\'s jobs does not delay the one of another', async () => {
  const { jobs } = app.plaza.assembly;
  const [flooder, other] = [mintId(), mintId()];
  const order: unknown[] = [];
  const held = gate();
  handle(app, 'shared', async ({ data }) => {
    if (data['n'] === 'plug') return held.opened;
    order.push(data['n']);
  });
  await jobs.add(Array.from({ length: 4 }, (_, i) => ({ id: `plug:${i}`, kind: 'shared', share: `plug:${i}`, data: { n: 'plug' } })));
  await jobs.add(Array.from({ length: 400 }, (_, n) => ({ kind: 'shared', share: flooder, data: { n } })));
  await jobs.add([{ kind: 'shared', share: other, data: { n: 'other' } }]);
  held.open();
  await until(() => order.length === 401, 80_000);
  expect(order.indexOf('other')).toBeLessThan(20);
});

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
});
