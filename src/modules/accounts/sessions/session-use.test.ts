import { expect, test } from '@jest/globals';
import { mintId, type SessionId } from '../../../kernel/ids.js';
import { SessionUse } from './session-use.js';

test('S3: uses are written together, each session once, and nothing where nobody asked', async () => {
  const written: [SessionId[], number[]][] = [];
  let now = 1_000;
  const use = new SessionUse({ markUsed: async (ids, times) => void written.push([[...ids], times.map(Number)]) }, { now: () => new Date(now) });
  const [one, other] = [mintId(), mintId()];
  use.note(one);
  use.note(other);
  now = 2_000;
  use.note(one);
  expect([use.lastOf(one), use.lastOf(mintId())]).toEqual([new Date(2_000), null]);
  await use.write();
  await use.write();
  expect(written).toEqual([[[one, other], [2_000, 1_000]]]);
});

test('S3: what could not be written is written the next time, unless it was used since', async () => {
  const written: [SessionId[], number[]][] = [];
  let now = 1_000;
  let away = true;
  const markUsed = async (ids: readonly SessionId[], times: readonly Date[]) => {
    if (away) throw new Error('The store is away.');
    written.push([[...ids], times.map(Number)]);
  };
  const use = new SessionUse({ markUsed }, { now: () => new Date(now) });
  const [one, other] = [mintId(), mintId()];
  use.note(one);
  use.note(other);
  const failing = use.write();
  now = 2_000;
  use.note(other);
  await expect(failing).rejects.toThrow('away');
  away = false;
  await use.write();
  expect(written.map(([ids, times]) => new Map(ids.map((id, i) => [id, times[i]])))).toEqual([new Map([[other, 2_000], [one, 1_000]])]);
});
