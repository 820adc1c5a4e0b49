import { expect, test } from '@jest/globals';
import { NearRows } from './near-rows.js';

test('holds at most twice as many as it may, and what is asked for stays', () => {
  const rows = new NearRows<{ n: number }>(10);
  for (let n = 0; n < 100; n++) {
    rows.set(`row ${n}`, { n });
    expect(rows.get('row 0')).toEqual({ n: 0 });
  }
  const held = Array.from({ length: 100 }, (_, n) => rows.get(`row ${n}`)).filter((row) => row !== undefined);
  expect(held.length).toBeLessThanOrEqual(20);
  expect(rows.get('row 99')).toEqual({ n: 99 });
});
