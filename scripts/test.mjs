/**
 * `npm test`: everything that has to hold, in one command on a fresh clone. `npm test -- features` runs one part:
 * lint, types, drift, unit, features, launcher; more words after `--` go to jest.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fail, prepare, say } from './build.mjs';

const node = process.execPath;
const resultsOf = (project) => `node_modules/.cache/plaza-tests-${project}.json`;
const jest = (project) => (words) => [
  node,
  ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--selectProjects', project, '--json', '--outputFile', resultsOf(project), ...words],
];

const PARTS = {
  lint: () => [node, ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.']],
  drift: () => [node, ['scripts/generate.mjs', '--check']],
  types: () => [node, ['node_modules/typescript/bin/tsc', '-p', '.']],
  unit: jest('unit'),
  features: jest('features'),
  launcher: jest('launcher'),
};

const words = process.argv.slice(2);
const only = words[0] in PARTS ? [words.shift()] : Object.keys(PARTS);

try {
  await prepare({ everything: true });
  mkdirSync('node_modules/.cache', { recursive: true });
  const began = Date.now();
  const sum = { passed: 0, failed: 0 };
  const failed = [];
  for (const part of only) {
    const start = Date.now();
    say(`${part} …`);
    rmSync(resultsOf(part), { force: true });
    const [command, args] = PARTS[part](words);
    const code = await run(command, args);
    count(part, sum);
    if (code !== 0) failed.push(part);
    say(`${part}: ${code === 0 ? 'fine' : 'FAILED'} (${seconds(start)})`);
  }
  say(`${failed.length === 0 ? 'all fine' : `failed: ${failed.join(', ')}; what is wrong stands above`} (${seconds(began)})`);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  if (failed.length > 0) process.exit(1);
} catch (error) {
  fail(error);
}

/** jest leaves its numbers in a file; the other parts have none. */
function count(part, sum) {
  if (!existsSync(resultsOf(part))) return;
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(resultsOf(part), 'utf8'));
  sum.passed += numPassedTests;
  sum.failed += numFailedTests + numRuntimeErrorTestSuites;
}

function seconds(start) {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
}
