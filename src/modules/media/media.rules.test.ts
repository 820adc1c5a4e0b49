import { expect, test } from '@jest/globals';
import { MAX_ALT_TEXT, MAX_MEDIA_NAME, mediaProblems, toMedia } from './media.rules.js';

const codes = (media: Parameters<typeof mediaProblems>[0]) => mediaProblems(media).map((problem) => problem.code);

test('a name is needed, and lengths count code points', () => {
  expect(codes([{ name: 'a.jpg', altText: '🙂'.repeat(MAX_ALT_TEXT) }])).toEqual([]);
  expect(codes([{ name: '  ' }])).toEqual(['BLANK']);
  expect(codes([{ name: 'x'.repeat(MAX_MEDIA_NAME + 1), altText: 'y'.repeat(MAX_ALT_TEXT + 1) }])).toEqual(['TOO_LONG', 'TOO_LONG']);
});

test('what no store can hold is refused, and so are too many', () => {
  expect(codes([{ name: 'a\0b', altText: '\ud800' }])).toEqual(['INVALID', 'INVALID']);
  expect(codes(Array.from({ length: 5 }, () => ({ name: '' })))).toEqual(['TOO_MANY']);
});

test('a blank alt text is none', () => {
  expect(toMedia([{ name: 'a', altText: ' ' }, { name: 'b' }, { name: 'c', altText: 'A cat' }])).toEqual([
    { name: 'a', altText: null },
    { name: 'b', altText: null },
    { name: 'c', altText: 'A cat' },
  ]);
});
