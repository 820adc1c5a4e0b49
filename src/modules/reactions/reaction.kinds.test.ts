import { expect, test } from '@jest/globals';
import { countsIn, totalOf } from './reaction.kinds.js';

test('counts come in one order, without kinds that nobody chose', () => {
  const tally = { ANGRY: 1, LIKE: 3, SAD: 0, SOMETHING_ELSE: 9 };
  expect(countsIn(tally)).toEqual([{ kind: 'LIKE', count: 3 }, { kind: 'ANGRY', count: 1 }]);
  expect(totalOf(tally)).toBe(4);
  expect(totalOf({})).toBe(0);
});
