import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mintId } from '../../src/kernel/ids.js';
import { jobsOf, type JobRow } from '../../src/platform/jobs/index.js';
import { startTestApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { PLAZA_ROLE: 'api' } });
});
afterAll(() => app.close());

test('what workers ask all the time reads a few keys, however many jobs there are', async () => {
  const { mongo } = app.plaza.stores;
  const at = new Date(Date.now() - 60_000);
  const row = (n: number): JobRow => ({ _id: mintId(), queue: 'default', kind: 'k', data: {}, ownerId: n % 3 ? null : mintId(), share: `s${n % 50}`, turn: n, state: n < 2_000 ? 'WAITING' : 'DONE', attempts: 0, waits: 0, lost: 0, reason: null, createdAt: at, finishedAt: n < 2_000 ? null : at, nextAt: at, claim: null, rev: 0 });
  await jobsOf(mongo).insertMany(Array.from({ length: 12_000 }, (_, n) => row(n)));
  const examined = async (filter: object, sort: Record<string, 1 | -1>) => {
    const plan = await jobsOf(mongo).find(filter).sort(sort).limit(1).explain('executionStats');
    const { totalKeysExamined, totalDocsExamined } = plan['executionStats'] as { totalKeysExamined: number; totalDocsExamined: number };
    return totalKeysExamined + totalDocsExamined;
  };
  const now = new Date();
  expect(await examined({ queue: 'default', state: 'WAITING', kind: { $in: ['k'] }, nextAt: { $lte: now } }, { turn: 1, nextAt: 1 })).toBeLessThan(5);
  expect(await examined({ queue: 'default', state: 'WAITING', nextAt: { $lte: now } }, { nextAt: 1 })).toBeLessThan(5);
  expect(await examined({ share: 's7', state: 'WAITING' }, { share: 1, turn: -1 })).toBeLessThan(5);
  expect(await examined({ state: 'DONE', finishedAt: { $type: 'date', $lt: now } }, {})).toBeLessThan(5);
});
