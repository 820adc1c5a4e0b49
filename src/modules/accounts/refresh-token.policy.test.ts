import { expect, test } from '@jest/globals';
import { judgeRefreshToken, sessionEnd } from './refresh-token.policy.js';

const now = new Date('2026-01-01T00:00:00Z');
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
const token = { sessionId: 's', userId: 'u', usedAt: null, sessionStartedAt: days(-1), sessionExpiresAt: days(29), sessionRevokedAt: null };

test('a fresh token of a living session is rotated, a used one ends the session', () => {
  expect(judgeRefreshToken(token, now)).toBe('ROTATE');
  expect(judgeRefreshToken({ ...token, usedAt: days(-1) }, now)).toBe('REUSED');
});

test('nothing comes of an unknown token, or of one whose session has ended', () => {
  expect(judgeRefreshToken(null, now)).toBe('DEAD');
  expect(judgeRefreshToken({ ...token, sessionExpiresAt: now }, now)).toBe('DEAD');
  expect(judgeRefreshToken({ ...token, usedAt: days(-1), sessionRevokedAt: days(-1) }, now)).toBe('DEAD');
});

test('use prolongs a session by 30 days, up to 180 days after its start', () => {
  expect(sessionEnd(now, now)).toEqual(days(30));
  expect(sessionEnd(days(-170), now)).toEqual(days(10));
});
