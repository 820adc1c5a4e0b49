import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { newFolder } from './support.js';

/** A clone with an app of one line; what is tried here is the bootstrap around it. */
let clone: string;
beforeEach(() => {
  clone = newFolder();
  for (const name of ['scripts', 'package.json', 'package-lock.json', '.swcrc']) cpSync(name, join(clone, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
  mkdirSync(join(clone, 'src'));
  app('one');
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

const app = (says: string): void => writeFileSync(join(clone, 'src/main.ts'), `console.log('the app says', '${says}' as string);\n`);
const run = (...args: string[]): { status: number | null; output: string } => {
  // Without the variables of the npm that runs this test, and from elsewhere: the scripts find their clone themselves.
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: '/', env: { PATH: process.env.PATH, HOME: process.env.HOME } });
  return { status, output: stderr + stdout };
};
const start = (...nodeOptions: string[]): { status: number | null; output: string } => run(...nodeOptions, join(clone, 'scripts/start.mjs'));

test('start builds once, and again when the source changes', () => {
  expect(start().output).toMatch(/building[^]*the app says one/);
  const { mtimeMs } = statSync(join(clone, 'dist/main.js'));
  expect(start()).toEqual({ status: 0, output: 'the app says one\n' });
  expect(statSync(join(clone, 'dist/main.js')).mtimeMs).toBe(mtimeMs);
  app('two');
  expect(start().output).toMatch(/building[^]*the app says two/);
});

test('a source that does not compile ends with a sentence, and is not taken for built', () => {
  writeFileSync(join(clone, 'src/main.ts'), 'const = ;');
  for (const { status, output } of [start(), start()]) {
    expect(status).toBe(1);
    expect(output).toMatch(/plaza: The build failed \(exit code 1\)/);
  }
});

test('an old Node gets a sentence', () => {
  const pretend = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.9' } })";
  const { status, output } = start('--import', `data:text/javascript,${encodeURIComponent(pretend)}`);
  expect(status).toBe(1);
  expect(output).toMatch(/^plaza: Plaza needs Node 20\.19 or newer/);
});

test('a second start during an install or a build gets a sentence; the mark of a dead one does not matter', () => {
  mkdirSync(join(clone, '.data'));
  writeFileSync(join(clone, '.data/preparing.pid'), String(process.pid));
  expect(start()).toMatchObject({ status: 1, output: expect.stringMatching(`Another start \\(process ${process.pid}\\) is installing or building`) });
  const { pid } = spawnSync('true');
  writeFileSync(join(clone, '.data/preparing.pid'), String(pid));
  expect(start().output).toMatch(/the app says one/);
});

test('an install that does not match the lock file is repeated, and a failing one is told', () => {
  rmSync(join(clone, 'node_modules'));
  mkdirSync(join(clone, 'node_modules'));
  writeFileSync(join(clone, 'package-lock.json'), '{ "lockfileVersion": 3, "packages": { "": {}, "node_modules/x": { "version": "1.0.0" } } }');
  writeFileSync(join(clone, '.npmrc'), 'offline=true\n'); // Fails at once instead of after retries.
  const { status, output } = start();
  expect(output).toMatch(/installing dependencies \(npm ci\), since node_modules does not match/);
  expect(output).toMatch(/npm ci failed \(exit code \d+\)/);
  expect(status).toBe(1);
});

test('reset deletes only what is a data folder', () => {
  mkdirSync(join(clone, 'src/platform/embedded'), { recursive: true });
  cpSync('src/platform/embedded', join(clone, 'src/platform/embedded'), { recursive: true });
  const reset = (): string => run(join(clone, 'scripts/reset.mjs')).output;
  mkdirSync(join(clone, '.data'));
  writeFileSync(join(clone, '.data/precious'), '');
  expect(reset()).toMatch(/does not look like a data folder made by `npm start`, so nothing in it was deleted/);
  expect(statSync(join(clone, '.data/precious')).isFile()).toBe(true);
  writeFileSync(join(clone, '.data/stores.json'), '{}');
  expect(reset()).toMatch(/is gone; the next start begins anew/);
  expect(statSync(join(clone, '.data'), { throwIfNoEntry: false })).toBeUndefined();
});
