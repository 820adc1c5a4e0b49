import { expect, test } from '@jest/globals';
import { serviceTokenProblems, type ServiceTokenWish } from './service-token.rules.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const GOOD: ServiceTokenWish = { name: 'Backup', scopes: ['READ'], expiresAt: inDays(30) };
const problems = (wish: Partial<ServiceTokenWish>) => serviceTokenProblems({ ...GOOD, ...wish }, NOW, 30).map(({ code, field }) => `${field} ${code}`);

test('a service token has a name, a scope and an end', () => {
  expect(problems({})).toEqual([]);
  expect(problems({ name: ' ' })).toEqual(['name BLANK']);
  expect(problems({ name: '🙂'.repeat(100) })).toEqual([]);
  expect(problems({ name: '🙂'.repeat(101) })).toEqual(['name TOO_LONG']);
  expect(problems({ name: 'a\nb' })).toEqual(['name INVALID']);
  expect(problems({ name: 'a\ud800' })).toEqual(['name INVALID']);
  expect(problems({ scopes: [] })).toEqual(['scopes BLANK']);
  expect(problems({ scopes: Array(6).fill('READ') })).toEqual(['scopes TOO_MANY']);
  expect(problems({ expiresAt: NOW })).toEqual(['expiresAt INVALID']);
  expect(problems({ expiresAt: new Date(inDays(30).getTime() + 1) })).toEqual(['expiresAt TOO_LONG']);
  expect(problems({ name: '', scopes: [], expiresAt: inDays(-1) })).toEqual(['name BLANK', 'scopes BLANK', 'expiresAt INVALID']);
});
