import { expect, test } from '@jest/globals';
import { codePoints, isStorable } from './text.js';

test('length is counted in code points', () => {
  const lengths: [text: string, length: number][] = [['', 0], ['abc', 3], ['é', 1], ['e\u0301', 2], ['\u{1f600}', 1], ['\u{1f468}\u200d\u{1f469}', 3], ['a\ud800', 2], ['\n\0', 2]];
  for (const [text, length] of lengths) {
    expect({ text, length: codePoints(text) }).toEqual({ text, length });
    if (text.isWellFormed()) expect(codePoints(text)).toBe([...text].length);
  }
});

test('NUL and halves of characters can not be stored; everything else can', () => {
  for (const text of ['\0', 'a\0b', '\ud800', 'a\ud800b', '\udc00', '\udc00\ud800', `${'a'.repeat(10_000)}\udfff`]) expect(isStorable(text)).toBe(false);
  for (const text of ['', 'abc', '\u{1f600}', '\u0001\t\n\r\u007f', '\ufeff', '\ufffd\uffff', '\u202e']) expect(isStorable(text)).toBe(true);
});
