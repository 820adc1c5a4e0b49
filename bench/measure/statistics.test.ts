import { describe, expect, test } from '@jest/globals';
import { ascending, median, percentile } from './statistics.js';
import { workBetween, workPer } from './store-work.js';
import { tableOf } from './table.js';

describe('figures', () => {
  test('medians and percentiles', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    const hundred = ascending(Array.from({ length: 100 }, (_, i) => 100 - i));
    expect([percentile(hundred, 0), percentile(hundred, 0.5), percentile(hundred, 0.99), percentile(hundred, 1)]).toEqual([1, 51, 100, 100]);
    expect(percentile([], 0.5)).toBeNaN();
  });

  test('what stores are asked anyway is taken off, and nothing is less than nothing', () => {
    const done = workBetween({ commands: 100, keys: 5 }, { commands: 160, keys: 6 });
    expect(done).toEqual({ commands: 60, keys: 1 });
    expect(workPer(5, done, 10, { commands: 1, keys: 1 })).toEqual({ commands: 10, keys: 0 });
  });

  test('a table has its figures right and its names left', () => {
    expect(tableOf('T', ['Name', 'ms'], [['a', '10.5'], ['long name', '2']])).toBe('### T\n\n| Name      |   ms |\n|-----------|-----:|\n| a         | 10.5 |\n| long name |    2 |');
  });
});
