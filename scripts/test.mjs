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

/** Starts and stops things, and mostly waits for them: it has its time beside the quick parts, and its say after them. */
const BESIDE = 'launcher';

const words = process.argv.slice(2);
const only = words[0] in PARTS ? [words.shift()] : Object.keys(PARTS);

try {
  await prepare({ everything: true });
  mkdirSync('node_modules/.cache', { recursive: true });
  const began = Date.now();
  const sum = { passed: 0, failed: 0 };
  const failed = [];
  const check = async (part, output) => {
    const start = Date.now();
    say(`${part} …${output ? ' (beside the next parts)' : ''}`);
    rmSync(resultsOf(part), { force: true });
    const [command, args] = PARTS[part](words);
    const code = await run(command, args, output);
    const took = seconds(start);
    return () => {
      for (const chunk of output ?? []) process.stderr.write(chunk);
      count(part, sum);
      if (code !== 0) failed.push(part);
      say(`${part}: ${code === 0 ? 'fine' : 'FAILED'} (${took})`);
    };
  };
  const beside = only.length > 1 ? check(BESIDE, []) : null;
  for (const part of only.filter((each) => !beside || each !== BESIDE)) {
    // What is long by itself, and counts milliseconds, has the machine for itself.
    if (part === 'features') await beside;
    (await check(part))();
  }
  if (beside) (await beside)();
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

/** Gives the exit code; what the command says goes to `output`, where that is given. */
function run(command, args, output) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: output ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    if (output) for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
}
