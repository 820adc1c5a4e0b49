import { expect, test } from '@jest/globals';
import { checkEmail, checkPassword, emailKey, mayBePassword } from './account.rules.js';

const codes = (errors: readonly { code: string }[]) => errors.map((error) => error.code);

test.each(['ann@example.org', ' Ann.Lee+news@mail.example.org ', 'jörg@exämple.de'])('%j is an e-mail address', (email) => {
  expect(checkEmail(email)).toEqual([]);
});

test.each([
  ['ann', 'INVALID'],
  ['ann@example', 'INVALID'],
  ['a nn@example.org', 'INVALID'],
  ['ann@ex\0ample.org', 'INVALID'],
  ['ann@b@example.org', 'INVALID'],
  ['\ud800@example.org', 'INVALID'],
  [`${'a'.repeat(60)}@${'b'.repeat(200)}.org`, 'TOO_LONG'],
  ['x'.repeat(10_000_000), 'TOO_LONG'],
])('an address is refused (%#)', (email, code) => {
  expect(codes(checkEmail(email))).toEqual([code]);
});

test('spellings of one address are one address', () => {
  expect(emailKey(' Ann@Example.org')).toBe(emailKey('ann@example.org'));
});

test('a password has 8 to 256 code points, of any kind', () => {
  expect(codes(checkPassword('1234567', 'password'))).toEqual(['TOO_SHORT']);
  expect(codes(checkPassword('12345678', 'password'))).toEqual([]);
  expect(codes(checkPassword('🙂'.repeat(256), 'password'))).toEqual([]);
  expect(codes(checkPassword('🙂'.repeat(257), 'password'))).toEqual(['TOO_LONG']);
  expect(codes(checkPassword('correct horse battery staple', 'password'))).toEqual([]);
});

test('a password can be kept', () => {
  expect(codes(checkPassword('1234567\ud800', 'password'))).toEqual(['INVALID']);
  expect(mayBePassword('short')).toBe(false);
});
