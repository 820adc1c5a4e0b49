import { expect, test } from '@jest/globals';
import { readPromisePage } from '../support/promise-page.js';

test.each([
  ['security.md', 35],
  ['assurance.md', 10],
])('docs/%s: each promise stands once, and each test that it names is there and names the promise', (page, atLeast) => {
  const { ids, untested, missing } = readPromisePage(page);
  expect(ids.length).toBeGreaterThan(atLeast);
  expect(ids).toEqual([...new Set(ids)]);
  expect({ untested, missing }).toEqual({ untested: [], missing: [] });
});
