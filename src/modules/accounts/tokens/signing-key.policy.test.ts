import { expect, test } from '@jest/globals';
import { isOver, signerOf, SIGNS_AFTER_MS } from './signing-key.policy.js';

const now = 10_000_000_000;
const key = (kid: string, ageMs: number) => ({ kid, createdAt: new Date(now - ageMs) });
const times = { accessTokenMs: 900_000, signingKeyMs: 86_400_000 };

test('A10: a new key signs once everybody can know it, and the first of all at once', () => {
  const old = key('old', 86_400_000);
  expect(signerOf([key('new', SIGNS_AFTER_MS - 1), old], now)?.kid).toBe('old');
  expect(signerOf([key('new', SIGNS_AFTER_MS), old], now)?.kid).toBe('new');
  expect(signerOf([key('first', 0)], now)?.kid).toBe('first');
  expect(signerOf([], now)).toBeUndefined();
});

test('A10: a key is over when the last token that it signed is, and the youngest never', () => {
  const old = key('old', 86_400_000);
  const over = (nextAgeMs: number) => isOver(old, [key('new', nextAgeMs), old], now, times);
  expect([over(0), over(SIGNS_AFTER_MS + 900_000), over(SIGNS_AFTER_MS + 960_000)]).toEqual([false, false, true]);
  expect(isOver(old, [old], now, times)).toBe(false);
});
