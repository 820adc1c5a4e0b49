import { expect, test } from '@jest/globals';
import { readProfileInput } from './profile.rules.js';

const refusals = (input: Parameters<typeof readProfileInput>[0]) =>
  readProfileInput(input).refused?.map(({ code, field }) => `${field} ${code}`);

test('null clears, absent keeps, blank counts as null, texts are trimmed', () => {
  expect(readProfileInput({ bio: null, location: '  ', displayName: ' Ann ' }).done).toEqual({ bio: null, location: null, displayName: 'Ann' });
  expect(readProfileInput({}).done).toEqual({});
});

test('lengths are counted in code points', () => {
  expect(readProfileInput({ displayName: '🙂'.repeat(50) }).done).toBeDefined();
  expect(refusals({ displayName: '🙂'.repeat(51) })).toEqual(['displayName TOO_LONG']);
  expect(refusals({ bio: 'x'.repeat(501), location: 'x'.repeat(101) })).toEqual(['bio TOO_LONG', 'location TOO_LONG']);
});

test('a bio may have lines, a name may not, and neither may hold what can not be stored', () => {
  expect(readProfileInput({ bio: 'one\ntwo' }).done).toEqual({ bio: 'one\ntwo' });
  expect(refusals({ displayName: 'one\ntwo' })).toEqual(['displayName INVALID']);
  expect(refusals({ displayName: 'Ann\u202eeel' })).toEqual(['displayName INVALID']);
  expect(refusals({ bio: 'a\0b' })).toEqual(['bio INVALID']);
  expect(refusals({ bio: 'a\u0007b' })).toEqual(['bio INVALID']);
  expect(refusals({ location: '\ud800' })).toEqual(['location INVALID']);
});

test('addresses are web addresses in their normal form', () => {
  expect(readProfileInput({ websiteUrl: 'HTTPS://Example.org' }).done).toEqual({ websiteUrl: 'https://example.org/' });
  expect(refusals({ websiteUrl: 'javascript:alert(1)' })).toEqual(['websiteUrl INVALID']);
  expect(refusals({ avatarUrl: 'https://user:pass@example.org' })).toEqual(['avatarUrl INVALID']);
  expect(refusals({ avatarUrl: 'example.org' })).toEqual(['avatarUrl INVALID']);
  expect(refusals({ websiteUrl: `https://example.org/${'x'.repeat(2048)}` })).toEqual(['websiteUrl TOO_LONG']);
  expect(refusals({ websiteUrl: `https://example.org/${'é'.repeat(1000)}` })).toEqual(['websiteUrl TOO_LONG']);
});
