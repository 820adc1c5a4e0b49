import { expect, test } from '@jest/globals';
import { RecentlyUsed } from './recently-used.js';

test('the entry that was used least recently goes first', () => {
  const kept = new RecentlyUsed<number>(2, 100);
  kept.set('a', 1, 1);
  kept.set('b', 2, 1);
  kept.get('a');
  kept.set('c', 3, 1);
  expect([kept.get('a'), kept.get('b'), kept.get('c')]).toEqual([1, undefined, 3]);
});

test('weights are bounded together, and what is replaced weighs no more', () => {
  const kept = new RecentlyUsed<string>(10, 10);
  kept.set('a', 'a', 6);
  kept.set('a', 'again', 4);
  kept.set('b', 'b', 6);
  expect([kept.get('a'), kept.get('b')]).toEqual(['again', 'b']);
  kept.set('c', 'c', 1);
  expect([kept.get('a'), kept.get('b'), kept.get('c')]).toEqual([undefined, 'b', 'c']);
});

test('what is heavier than all together may be is not kept, and drives nothing out', () => {
  const kept = new RecentlyUsed<string>(10, 10);
  kept.set('a', 'a', 6);
  kept.set('huge', 'huge', 11);
  expect([kept.get('a'), kept.get('huge')]).toEqual(['a', undefined]);
});
