import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findFacets, MAX_FACETS } from './facets.js';

const found = (text: string) => findFacets(text).map((facet) => Array.from(text).slice(facet.start, facet.end).join(''));

test.each([
  ['Hi @maria, see #Plaza_2026 at https://example.com/a?b=1#c!', ['@maria', '#Plaza_2026', 'https://example.com/a?b=1#c']],
  ['🙂 @ann.lee. (#čaj) HTTP://EXAMPLE.com', ['@ann.lee', '#čaj', 'HTTP://EXAMPLE.com']],
  ['mail me@example.com, a#b, xhttps://e.org', []],
  ['@ab @_bob @b__b @bobé #', []],
  ['#日本語 #हिन्दी #1', ['#日本語', '#हिन्दी', '#1']],
  ['(https://en.wikipedia.org/wiki/Plaza_(disambiguation))', ['https://en.wikipedia.org/wiki/Plaza_(disambiguation)']],
  ['<https://example.com/"x"> https://user:pw@evil.example https:// http://a', ['https://example.com/', 'http://a']],
  [`#${'x'.repeat(100)} #${'y'.repeat(101)}`, [`#${'x'.repeat(100)}`]],
])('%j', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test('ranges count code points', () => {
  expect(findFacets('👩‍🚀 #a')).toEqual([{ kind: 'HASHTAG', start: 4, end: 6, tag: 'a' }]);
});

test('facets stand in order, apart from each other, and say what stands there', () => {
  const piece = fc.oneof(fc.constantFrom('@maria', '#tag', 'https://e.org/x', ' ', '.', '(', ')', '🙂', '@', '#', 'é'), fc.string());
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      const points = Array.from(text);
      let last = 0;
      for (const facet of findFacets(text)) {
        expect(facet.start).toBeGreaterThanOrEqual(last);
        expect(facet.end).toBeLessThanOrEqual(points.length);
        const there = points.slice(facet.start, facet.end).join('');
        const told = facet.kind === 'MENTION' ? `@${facet.username}` : facet.kind === 'HASHTAG' ? `#${facet.tag}` : facet.url;
        expect(there).toBe(told);
        last = facet.end;
      }
    }),
  );
});

test.each(['@', '#', 'h', 'https://', 'https://(', ')', '@a.', '#é', 'https://a)'])('a hundred thousand of %j take no time', (piece) => {
  const text = piece.repeat(100_000 / piece.length);
  const start = performance.now();
  findFacets(text);
  findFacets(`https://${text}`);
  expect(performance.now() - start).toBeLessThan(1_000);
});

test('a text has only so many', () => {
  expect(findFacets('#a '.repeat(500))).toHaveLength(MAX_FACETS);
});
