import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { JobHandler, JobRun } from '../../src/kernel/job.js';
import { startTestApp, type TestApp } from '../support/app.js';

let app: TestApp;
const ran: JobRun[] = [];
beforeAll(async () => {
  app = await startTestApp({ env: { JOB_RETRY_SECONDS: '0', JOB_ATTEMPTS: '4' } });
  handle(app, 'note', async (job) => void ran.push(job));
});
afterAll(() => app.close());

function handle({ plaza }: TestApp, kind: string, run: JobHandler['run'], more: Partial<JobHandler> = {}): void {
  plaza.assembly.jobs.register({ kind, queue: 'default', run, ...more });
}

test('a job runs once, however often it is added, and is forgotten', async () => {
  const { jobs, jobStore } = app.plaza.assembly;
  await Promise.all(Array.from({ length: 5 }, () => jobs.add([{ id: 'note:1', kind: 'note', data: { n: 1 } }])));
  await app.settled();
  expect(ran.map(({ id, data, attempt }) => ({ id, data, attempt }))).toEqual([{ id: 'note:1', data: { n: 1 }, attempt: 1 }]);
  expect(await jobStore.byId('note:1')).toBeNull();
});
