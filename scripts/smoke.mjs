/**
 * Starts the product as a newcomer would, in a fresh data folder, asks it one question, and stops it: with whichever Node
 * runs this script. Ends with 0 when all of it went well.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, say } from './build.mjs';

const PATIENCE_MS = 180_000;
const port = await freePort();
const dataDir = mkdtempSync(join(tmpdir(), 'plaza-smoke-'));
const began = Date.now();
const child = spawn(process.execPath, ['scripts/start.mjs'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, PORT: String(port), PLAZA_DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
});
const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
let failure = null;
try {
  await ready();
  say(`ready on ${process.version} after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ user(username: "ada") { username followerCount posts(first: 1) { edges { node { text } } } } }' }),
  });
  const answer = await response.json();
  if (answer.data?.user?.username !== 'ada') throw new Error(`unexpected answer: ${JSON.stringify(answer)}`);
  say(`answered: ${JSON.stringify(answer.data)}`);
} catch (error) {
  failure = error;
}
child.kill('SIGTERM');
const how = await Promise.race([ended, sleep(20_000, 'no end within 20 s')]);
if (how !== 0) failure ??= new Error(`it ended with ${how}`);
if (child.exitCode === null) child.kill('SIGKILL');
rmSync(dataDir, { recursive: true, force: true });
if (failure) {
  say(`smoke test failed: ${failure.message}`);
  process.exit(1);
}
say('started, answered, stopped: fine');

async function ready() {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before it was ready`);
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (response?.ok) return;
    await sleep(100);
  }
  throw new Error(`not ready within ${PATIENCE_MS / 1000} s`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
