import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { newFolder } from './support.js';

/** The whole app, started as a reader would; here only the starts that end before any store is needed. */
let clone: string;
beforeAll(() => {
  clone = newFolder();
  for (const name of ['scripts', 'src', 'package.json', 'package-lock.json', '.swcrc']) cpSync(name, join(clone, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

function start(settings: Record<string, string>): { status: number | null; stderr: string } {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...settings };
  return spawnSync(process.execPath, [join(clone, 'scripts/start.mjs')], { encoding: 'utf8', env, timeout: 25_000 });
}

test('wrong settings end the start with their names, all at once', () => {
  const { status, stderr } = start({ PORT: 'four thousand', PLAZA_ROLE: 'everything' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/plaza: These settings are wrong:[^]*PORT/);
  expect(stderr).toMatch(/PLAZA_ROLE/);
});

test('a role other than all does not start without its stores', () => {
  const { status, stderr } = start({ PLAZA_ROLE: 'api' });
  expect(status).toBe(1);
  for (const name of ['POSTGRES_URL', 'MONGODB_URL', 'REDIS_URL']) expect(stderr).toContain(name);
});
