import { expect, test } from '@jest/globals';
import { checkUsername, isUsername, usernameKey } from './username.rules.js';

const codes = (username: string) => checkUsername(username).map((error) => error.code);

test.each(['bob', 'maria_alkaios_3z', 'Ann.Lee', '123', 'a'.repeat(40), 'yahyaouldahmedel_abdallahi_1k4fnc6qc'])('%s is a username', (name) => {
  expect(codes(name)).toEqual([]);
  expect(isUsername(name)).toBe(true);
});

test.each([
  ['ab', 'TOO_SHORT'],
  ['', 'TOO_SHORT'],
  ['a'.repeat(41), 'TOO_LONG'],
  ['_bob', 'INVALID'],
  ['bob.', 'INVALID'],
  ['b__b', 'INVALID'],
  ['b._b', 'INVALID'],
  ['b b', 'INVALID'],
  ['bob\n', 'INVALID'],
  ['bо́b', 'INVALID'],
  ['b\0b', 'INVALID'],
  ['b\ud800b', 'INVALID'],
])('%j is refused as %s', (name, code) => {
  expect(codes(name)).toEqual([code]);
  expect(isUsername(name)).toBe(false);
});

test.each(['admin', 'ADMIN', 'Plaza', 'api', 'support', 'root'])('%s is kept by the system', (name) => {
  expect(codes(name)).toEqual(['RESERVED']);
});

test('spellings of one name are one name', () => {
  expect(usernameKey('Maria.Alkaios')).toBe(usernameKey('maria.alkaios'));
});
