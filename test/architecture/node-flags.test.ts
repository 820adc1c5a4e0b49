import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

/** Everything that starts the product. */
const STARTERS = ['package.json', 'deploy/Dockerfile', 'scripts/dev.mjs', 'bench/measure/server.ts', 'docs/operations.md'];

test('the product is started with the same room for what is short-lived everywhere', () => {
  const flags = STARTERS.map((file) => [file, ...new Set(readFileSync(file, 'utf8').match(/--max-semi-space-size=\d+/g))]);
  expect(flags).toEqual(STARTERS.map((file) => [file, '--max-semi-space-size=64']));
});
