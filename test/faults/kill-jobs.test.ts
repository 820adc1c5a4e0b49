import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { jobsOf } from '../../src/platform/jobs/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

let app: TestApp;
const children: ChildProcess[] = [];
/** What is done here of a job of which the other worker dies. */
let taken: (run: { readonly id: string; readonly attempt: number }) => unknown;
beforeAll(async () => {
  app = await startTestApp();
  await app.plaza.worker.stop();
  app.plaza.assembly.jobs.register({ kind: 'deadly', queue: 'default', run: async (run) => void taken(run) });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await app.close();
});

/** A worker whose jobs never end; says which it has begun. */
function startDeadlyWorker(): { child: ChildProcess; begun: string[] } {
  const child = spawn(process.execPath, ['test/support/job-process.mjs', app.databases.urls.mongodbUrl], { stdio: ['ignore', 'pipe', 'inherit'] });
  const begun: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => begun.push(...chunk.toString().trim().split('\n')));
  children.push(child);
  return { child, begun };
}

test('F8, X3: what a worker had in hand when it was killed with -9 is done by another, and no attempt is counted', async () => {
  const { jobs } = app.plaza.assembly;
  const done: string[] = [];
  taken = ({ id, attempt }) => done.push(`${id} ${attempt}`);
  const ids = ['deadly:1', 'deadly:2', 'deadly:3'];
  await jobs.add(ids.map((id) => ({ id, kind: 'deadly', data: {} })));
  const { child, begun } = startDeadlyWorker();
  await until(() => begun.length === ids.length, 30_000);
  expect([...begun].sort()).toEqual(ids.map((id) => `${id} 1`));
  child.kill('SIGKILL');

  await app.plaza.worker.start();
  await until(() => done.length === ids.length, 60_000);
  expect([...done].sort()).toEqual(ids.map((id) => `${id} 1`));
  await app.settled();
  expect(await jobsOf(app.plaza.stores.mongo).countDocuments()).toBe(0);
});

test('X1: what a worker has in hand when it is told to stop, and can not end, is given back within its time, and another does it at once', async () => {
  const { jobs } = app.plaza.assembly;
  await app.plaza.worker.stop();
  const done: string[] = [];
  taken = ({ id, attempt }) => done.push(`${id} ${attempt}`);
  const ids = ['deadly:4', 'deadly:5'];
  await jobs.add(ids.map((id) => ({ id, kind: 'deadly', data: {} })));
  const { child, begun } = startDeadlyWorker();
  await until(() => begun.length === ids.length, 30_000);
  const toldAt = performance.now();
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
  expect(performance.now() - toldAt).toBeLessThan(10_000);

  // Long before its lease would lapse.
  const rows = await jobsOf(app.plaza.stores.mongo).find({ _id: { $in: ids } }).toArray();
  expect(rows.map(({ nextAt, attempts }) => ({ isDue: nextAt <= new Date(), attempts }))).toEqual(ids.map(() => ({ isDue: true, attempts: 0 })));
  await app.plaza.worker.start();
  await until(() => done.length === ids.length, 60_000);
  expect(done.sort()).toEqual(ids.map((id) => `${id} 1`));
});

test('F8: a job that takes its process along each time ends dead, too, and says so', async () => {
  const { jobs, jobStore } = app.plaza.assembly;
  await app.plaza.worker.stop();
  await jobs.add([{ id: 'deadly:last', kind: 'deadly', data: {} }]);
  for (let round = 1; round <= 6; round++) {
    const { child, begun } = startDeadlyWorker();
    await until(() => begun.length === 1, 30_000);
    child.kill('SIGKILL');
    // As if its lease had lapsed: nobody renews it any more.
    await jobsOf(app.plaza.stores.mongo).updateOne({ _id: 'deadly:last' }, { $set: { nextAt: new Date(0) } });
  }
  await app.plaza.worker.start();
  await until(async () => (await jobStore.byId('deadly:last'))?.state === 'DEAD', 30_000);
  expect((await jobStore.byId('deadly:last'))?.reason).toMatch(/6 processes ended while they ran it/);
});
