import { expect, test } from '@jest/globals';
import { findFacets } from './facets.js';
import type { Facet } from './read-facets.js';
import { tagsOf } from './tags.js';

const tagsIn = (text: string) => tagsOf(findFacets(text).filter((facet): facet is Facet & { kind: 'HASHTAG' } => facet.kind === 'HASHTAG'));

test('a post is found under each of its tags once, however often and in whatever spelling it names it', () => {
  expect(tagsIn('#Tea, #tea and #ＴＥＡ with #ca\u0301ke')).toEqual({ tags: ['tea', 'c\u00e1ke'] });
});

test('a post without tags has no such field', () => {
  expect(tagsIn('tea')).toEqual({});
  expect(tagsIn('#⑴')).toEqual({});
});
