import { expect, test } from '@jest/globals';
import { whyNotModerate } from './moderation.policy.js';

test.each([
  ['USER', 'USER', 'ROLE_NEEDED'],
  ['USER', null, 'ROLE_NEEDED'],
  [null, 'USER', 'ROLE_NEEDED'],
  ['MODERATOR', null, null],
  ['MODERATOR', 'USER', null],
  ['MODERATOR', 'MODERATOR', 'OUTRANKED'],
  ['MODERATOR', 'ADMIN', 'OUTRANKED'],
  ['ADMIN', 'USER', null],
  ['ADMIN', 'MODERATOR', null],
  ['ADMIN', 'ADMIN', 'OUTRANKED'],
] as const)('a %s who would suspend a %s: %s', (own, theirs, verdict) => {
  expect(whyNotModerate(own, theirs)).toBe(verdict);
});
