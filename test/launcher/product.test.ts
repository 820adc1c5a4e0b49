import { afterEach, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { newFolder } from './support.js';

/** The product as `npm start` runs it, on a data folder of its own; `npm test` has built it. */
class Start {
  readonly child: ChildProcess;
  readonly ended: Promise<number | string>;
  said = '';

  constructor(dataDir: string, settings: Record<string, string> = {}) {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, PLAZA_DATA_DIR: dataDir, PORT: '0', DEMO_DATA: 'false', LOG_LEVEL: 'warn', ...settings };
    this.child = spawn(process.execPath, ['scripts/start.mjs'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr!.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    this.ended = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown')));
  }

  /** Where it serves, once it does. */
  async url(): Promise<string> {
    for (const until = Date.now() + 60_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 50))) {
      const found = /GraphQL +(http:\S+)\/graphql/.exec(this.said)?.[1];
      if (found) return found;
      if (this.child.exitCode !== null) break;
    }
    throw new Error(`It did not start: ${this.said}`);
  }
}

const folders: string[] = [];
const starts: Start[] = [];
const dataFolder = (): string => {
  const folder = newFolder();
  folders.push(folder);
  return folder;
};
const start = (...args: ConstructorParameters<typeof Start>): Start => {
  const started = new Start(...args);
  starts.push(started);
  return started;
};

afterEach(async () => {
  for (const { child } of starts) if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  await Promise.all(starts.splice(0).map((each) => each.ended));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Processes whose command line names the folder: the stores. */
function processesOn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(join('/proc', pid, 'cmdline'), 'utf8').includes(folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('it serves, keeps what was written over a restart, and SIGTERM leaves no process behind', async () => {
  const folder = dataFolder();
  const first = start(folder);
  await signUp(await first.url(), 'grace');
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(processesOn(folder)).toEqual([]);

  const second = start(folder);
  expect(await ask(await second.url(), '{ user(username: "grace") { username } }')).toEqual({ user: { username: 'grace' } });
}, 90_000);

/** Joins as a newcomer does: signs up, opens the letters on their page, and confirms by what is in the link. */
async function signUp(url: string, username: string): Promise<void> {
  await ask(url, `mutation { registerUser(input: { username: "${username}", email: "${username}@example.org", password: "a heron on a long pier" }) { confirmationSent } }`);
  const token = await tokenOnPage(url);
  await ask(url, `mutation { confirmRegistration(input: { token: "${token}" }) { viewer { email } } }`);
}

async function tokenOnPage(url: string): Promise<string> {
  for (const until = Date.now() + 20_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const page = await (await fetch(`${url}/mails`)).text();
    const letter = /href="(\/mails\/[\w-]+)"/.exec(page)?.[1];
    const token = letter && /#token=([\w.-]+)/.exec(await (await fetch(url + letter)).text())?.[1];
    if (token) return token;
  }
  throw new Error('No letter came.');
}

test('a taken port is said in a sentence that names another', async () => {
  const occupant = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => occupant.once('listening', resolve));
  const { port } = occupant.address() as AddressInfo;
  const refused = start(dataFolder(), { PORT: String(port) });
  expect(await refused.ended).toBe(1);
  expect(refused.said).toContain(`Port ${port} on 127.0.0.1 is taken`);
  expect(refused.said).toContain(`PORT=${port + 1} npm start`);
  // Nobody waits for stores to hear it.
  expect(refused.said).not.toMatch(/MongoDB|Postgres/);
  occupant.close();
}, 60_000);

test('a start that may hold no sockets names no address for them', async () => {
  const all = start(dataFolder());
  await all.url();
  const { postgresUrl, mongodbUrl, redisUrl } = JSON.parse(readFileSync(join(folders.at(-1)!, 'running.json'), 'utf8')) as Record<string, string>;
  const secret = readFileSync(join(folders.at(-1)!, 'master-secret'), 'utf8');
  const api = start(dataFolder(), { PLAZA_ROLE: 'api', POSTGRES_URL: postgresUrl!, MONGODB_URL: mongodbUrl!, REDIS_URL: redisUrl!, MASTER_SECRET: secret });
  await api.url();
  expect(all.said).toContain('websockets: ws://');
  expect(api.said).not.toContain('ws://');
}, 60_000);

test('a second start on the same data is refused in a sentence, and the first goes on', async () => {
  const folder = dataFolder();
  const first = start(folder);
  const url = await first.url();
  const second = start(folder, { PORT: new URL(url).port });
  expect(await second.ended).toBe(1);
  expect(second.said).toMatch(new RegExp(`Plaza already runs on .*process ${first.child.pid}`));
  expect((await fetch(`${url}/readyz`, { headers: { connection: 'close' } })).status).toBe(200);
}, 60_000);

onLinux('after a kill -9 the next start finds the orphaned stores, stops them and serves', async () => {
  const folder = dataFolder();
  const killed = start(folder);
  await killed.url();
  killed.child.kill('SIGKILL');
  await killed.ended;
  const orphans = processesOn(folder);
  expect(orphans.length).toBeGreaterThanOrEqual(3);

  const next = start(folder);
  await next.url();
  for (const pid of orphans) expect(processesOn(folder)).not.toContain(pid);
}, 90_000);

onLinux('a store that dies ends the start with a sentence that names it', async () => {
  const folder = dataFolder();
  const started = start(folder);
  await started.url();
  const mongod = processesOn(folder).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('mongod'));
  process.kill(mongod!, 'SIGKILL');
  expect(await started.ended).toBe(1);
  expect(started.said).toMatch(/MongoDB|mongod/);
  expect(processesOn(folder)).toEqual([]);
}, 60_000);

async function ask(url: string, query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as { data: unknown; errors?: unknown };
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}
