import { expect, test } from '@jest/globals';
import { readUntil } from './mute.rules.js';

const now = new Date('2026-11-21T12:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

test('a mute ends never, or at a time ahead within ten years', () => {
  expect(readUntil(null, now)).toEqual({ done: null });
  expect(readUntil(undefined, now)).toEqual({ done: null });
  expect(readUntil(inDays(1), now)).toEqual({ done: inDays(1) });
  for (const until of [now, inDays(-1), inDays(4_000), new Date(8.64e15), new Date(Number.NaN)]) {
    expect(readUntil(until, now).refused).toMatchObject([{ code: 'INVALID', field: 'until' }]);
  }
});
