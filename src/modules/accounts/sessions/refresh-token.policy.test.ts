import { expect, test } from '@jest/globals';
import { GRACE_MS, judgeRefreshToken, sessionEnd } from './refresh-token.policy.js';

const now = new Date('2026-01-01T00:00:00Z');
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
const token = { sessionId: 's', userId: 'u', usedAt: null, sessionStartedAt: days(-1), sessionExpiresAt: days(29), sessionRevokedAt: null };

test('S1: a fresh token of a living session is rotated, one used a moment ago gets a sibling, one used before ends the session', () => {
  const usedFor = (ms: number) => judgeRefreshToken({ ...token, usedAt: new Date(now.getTime() - ms) }, now);
  expect(judgeRefreshToken(token, now)).toBe('ROTATE');
  expect([usedFor(0), usedFor(GRACE_MS - 1), usedFor(GRACE_MS), usedFor(86_400_000)]).toEqual(['SIBLING', 'SIBLING', 'REUSED', 'REUSED']);
});

test('nothing comes of an unknown token, or of one whose session has ended', () => {
  expect(judgeRefreshToken(null, now)).toBe('DEAD');
  expect(judgeRefreshToken({ ...token, sessionExpiresAt: now }, now)).toBe('DEAD');
  expect(judgeRefreshToken({ ...token, usedAt: days(-1), sessionRevokedAt: days(-1) }, now)).toBe('DEAD');
  expect(judgeRefreshToken({ ...token, usedAt: now, sessionRevokedAt: now }, now)).toBe('DEAD');
});

test('S5: use prolongs a session by its idle time, up to its absolute end', () => {
  const times = { idleMs: 30 * 86_400_000, absoluteMs: 180 * 86_400_000 };
  expect(sessionEnd(now, now, times)).toEqual(days(30));
  expect(sessionEnd(days(-170), now, times)).toEqual(days(10));
});
