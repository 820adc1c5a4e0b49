import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_TAG_LENGTH, tagKey } from './tag.js';

test.each([
  ['the sign', '#plaza', 'plaza'],
  ['cases', 'PlaZa', 'plaza'],
  ['full-width letters', 'ＰＬＡＺＡ', 'plaza'],
  ['ligatures', 'ﬁesta', 'fiesta'],
  ['a composed and a decomposed accent', 'cafe\u0301', 'caf\u00e9'],
  ['the Kelvin sign', '\u212Aelvin', 'kelvin'],
  ['superscripts and circled digits', 'm²①', 'm21'],
  ['a Greek capital sigma', 'ΟΔΟΣ', 'οδοσ'],
  ['a Greek final sigma', 'οδος', 'οδοσ'],
  ['a Turkish dotted capital', 'İzmir', 'i\u0307zmir'],
  ['a capital sharp s', 'GROẞ', 'groß'],
  ['a selector of variants', 'plaza\uFE0F', 'plaza'],
  ['a joiner', 'pla\u200Dza', 'plaza'],
  ['a soft hyphen', 'pla\u00ADza', 'plaza'],
  ['an underscore and digits', 'Day_2', 'day_2'],
  ['half-width katakana with its mark', 'ｶﾞ', 'ガ'],
])('a tag is one in all its spellings: %s', (_, text, key) => {
  expect(tagKey(text)).toBe(key);
});

test.each([
  ['nothing', ''],
  ['a sign alone', '#'],
  ['two signs', '##plaza'],
  ['two words', 'two words'],
  ['what comes to two words', 'two\u00A0words'],
  ['what comes to a fraction', '½'],
  ['what comes to brackets', '⑴'],
  ['what is not seen', '\u3164\uFE0F'],
  ['half a code point', '\uD800'],
  ['a control character', 'pla\u0000za'],
  ['one code point too many', 'a'.repeat(MAX_TAG_LENGTH + 1)],
  ['what grows too long', 'ﷺ'.repeat(40)],
])('no tag: %s', (_, text) => {
  expect(tagKey(text)).toBeNull();
});

test('letters that only look alike stay apart', () => {
  expect(tagKey('pаris')).not.toBe(tagKey('paris'));
});

test('as many code points as there may be are a tag, outside of the first plane as well', () => {
  expect(tagKey('𝒳'.repeat(MAX_TAG_LENGTH))).toBe('x'.repeat(MAX_TAG_LENGTH));
  expect(tagKey('𠮷'.repeat(MAX_TAG_LENGTH))).toBe('𠮷'.repeat(MAX_TAG_LENGTH));
});

test('the key of a key is itself, of every code point alone and of any text', () => {
  for (let point = 0; point <= 0x10ffff; point++) {
    const key = tagKey(`x${String.fromCodePoint(point)}`);
    if (key !== null && tagKey(key) !== key) throw new Error(`U+${point.toString(16)} has the key ${key}, whose key is ${tagKey(key)}`);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const key = tagKey(text);
      return key === null || tagKey(key) === key;
    }),
  );
});

test('upper and lower case of a text are one tag, or none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }), (text) => {
      const lower = text.toLowerCase();
      // Where a letter has no way back (ß, ı) its upper case is another text.
      fc.pre(text.toUpperCase().toLowerCase() === lower);
      return tagKey(text) === tagKey(lower);
    }),
  );
});
