import { expect, test } from '@jest/globals';
import { textProblems, toText } from './post.rules.js';

const codes = (text: string | null, mayBeBlank = false) => textProblems(text, 5, mayBeBlank).map((problem) => problem.code);

test('a text has a length in code points, and something in it', () => {
  expect(codes('🙂🙂🙂🙂🙂')).toEqual([]);
  expect(codes('🙂🙂🙂🙂🙂🙂')).toEqual(['TOO_LONG']);
  expect(codes('x'.repeat(10_000_000))).toEqual(['TOO_LONG']);
  expect(codes(' \n')).toEqual(['BLANK']);
  expect(codes(null)).toEqual(['BLANK']);
  expect(codes(null, true)).toEqual([]);
});

test('NUL and lone surrogates are no text', () => {
  expect(codes('a\0b')).toEqual(['INVALID']);
  expect(codes('a\udc00b')).toEqual(['INVALID']);
});

test('blank is none, everything else stays as it was written', () => {
  expect(toText('  ')).toBeNull();
  expect(toText(' a ')).toBe(' a ');
});
