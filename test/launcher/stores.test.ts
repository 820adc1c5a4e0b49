import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { findOnPath } from '../../src/platform/embedded/binaries/find-on-path.js';
import { type EmbeddedOptions, type EmbeddedStores, startEmbeddedStores } from '../../src/platform/embedded/index.js';
import { commandLine } from '../../src/platform/embedded/process-identity.js';
import { buildEmbedded, cleanUp, Launcher, newFolder, storesOf } from './support.js';

const all = { postgres: true, mongodb: true, redis: true };
let dataDir: string;
let lines: string[];
const start = (options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedStores> =>
  startEmbeddedStores({ dataDir, need: all, log: (line) => lines.push(line), requireRedis: true, ...options });
const memory = (): Record<string, { version: string; binary: string; ports: Record<string, number> }> =>
  JSON.parse(readFileSync(join(dataDir, 'stores.json'), 'utf8')) as ReturnType<typeof memory>;

/** Writes (first) or reads (later) one value in every store. */
async function touch(stores: EmbeddedStores, write: boolean): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: stores.postgresUrl });
  const mongo = new MongoClient(stores.mongodbUrl!);
  const redis = new Redis(stores.redisUrl!);
  try {
    await client.connect();
    if (write) {
      await client.query('CREATE TABLE fact (name text)');
      await client.query("INSERT INTO fact VALUES ('kept')");
      await mongo.db().collection<{ _id: string }>('facts').insertOne({ _id: 'kept' }, { writeConcern: { w: 'majority', j: true } });
      await redis.set('fact', 'kept');
    }
    const { rows } = await client.query<{ name: string }>('SELECT name FROM fact');
    return [rows[0]?.name, (await mongo.db().collection<{ _id: string }>('facts').findOne({}))?._id, await redis.get('fact')];
  } finally {
    redis.disconnect();
    await Promise.all([client.end(), mongo.close()]);
  }
}

beforeEach(() => {
  dataDir = newFolder();
  lines = [];
});
afterEach(() => cleanUp(dataDir));

test('data survives restarts, on the same ports, made by the same binaries', async () => {
  const first = await start();
  await touch(first, true);
  await first.stop();
  const before = memory();
  const second = await start();
  expect(await touch(second, false)).toEqual(['kept', 'kept', 'kept']);
  await second.stop();
  expect(memory()).toEqual(before);
  expect(second.postgresUrl).toBe(first.postgresUrl);
  expect(lines.filter((line) => line.includes('from the last start'))).toHaveLength(3);
  expect(storesOf(dataDir)).toEqual([]);
});

test('the queue never evicts, the cache does and keeps nothing on disk', async () => {
  const stores = await start({ ephemeral: true });
  const config = async (url: string, name: string): Promise<string> => {
    const redis = new Redis(url);
    const [, value] = (await redis.config('GET', name)) as string[];
    redis.disconnect();
    return value!;
  };
  expect(await config(stores.redisUrl!, 'maxmemory-policy')).toBe('noeviction');
  expect(await config(stores.redisCacheUrl!, 'maxmemory-policy')).toBe('allkeys-lru');
  expect(Number(await config(stores.redisCacheUrl!, 'maxmemory'))).toBeGreaterThan(0);
  await stores.stop();
});

test('a taken port is told, and another one is used; the replica set moves along', async () => {
  const first = await start({ need: { ...all, postgres: false } });
  await first.stop();
  const { mongodb, redis } = memory();
  const blockers = await Promise.all(
    [mongodb!.ports.mongodb!, redis!.ports['redis-queue']!].map(
      (port) => new Promise<ReturnType<typeof createServer>>((resolve) => {
        const server = createServer((socket) => socket.destroy());
        server.listen(port, '127.0.0.1', () => resolve(server));
      }),
    ),
  );
  const second = await start({ need: { ...all, postgres: false } });
  const client = new MongoClient(second.mongodbUrl!);
  expect((await client.db('admin').command({ hello: 1 })).isWritablePrimary).toBe(true);
  await client.close();
  await second.stop();
  for (const blocker of blockers) blocker.close();
  expect(lines).toContain(`MongoDB: port ${mongodb!.ports.mongodb}, used last time, is taken by another program; taking a free one.`);
  expect(second.mongodbUrl).not.toBe(first.mongodbUrl);
});

test('data made by another major version is refused with the ways out, and nothing stays running', async () => {
  const stores = await start({ need: { postgres: true, mongodb: true, redis: false } });
  await stores.stop();
  const remembered = memory();
  const file = join(dataDir, 'stores.json');
  writeFileSync(file, JSON.stringify({ ...remembered, mongodb: { ...remembered.mongodb, version: '4.4.1', binary: '/nowhere/mongod' } }));
  await expect(start()).rejects.toThrow(/No usable mongod 4\.4 \(the data in use was made by it\)[^]*npm run reset/);
  writeFileSync(file, JSON.stringify(remembered));
  const cluster = (JSON.parse(readFileSync(file, 'utf8')) as { postgres: { dataDir?: string } }).postgres.dataDir ?? dataDir;
  writeFileSync(join(cluster, 'postgres', 'PG_VERSION'), '13\n');
  await expect(start()).rejects.toThrow(/No usable Postgres 13[^]*but the data was made by 13[^]*npm run reset/);
  expect(storesOf(dataDir)).toEqual([]);
  expect(existsSync(join(dataDir, 'lock'))).toBe(false);
});

test('throw-away stores leave no process and no file', async () => {
  const stores = await start({ ephemeral: true });
  const pids = storesOf(dataDir).map(({ pid }) => pid);
  expect(pids).toHaveLength(4);
  await stores.stop();
  expect(pids.map(commandLine).join('')).toBe('');
  expect(existsSync(dataDir)).toBe(false);
});

test('a start that is called off stops what it had begun', async () => {
  const calledOff = new AbortController();
  const starting = start({ signal: calledOff.signal });
  setTimeout(() => calledOff.abort(new Error('called off')), 150);
  await expect(starting).rejects.toThrow('called off');
  expect(storesOf(dataDir)).toEqual([]);
  const stores = await start();
  await stores.stop();
});

describe('without any Redis to be had', () => {
  const environment = { ...process.env };
  beforeEach(() => void Object.assign(process.env, { PLAZA_CACHE_DIR: join(dataDir, 'no-cache'), PATH: '/nowhere', PIP_INDEX_URL: 'http://127.0.0.1:9/simple' }));
  afterEach(() => void (process.env = { ...environment }));
  const onlyRedis = { postgres: false, mongodb: false, redis: true };
  const installed = findOnPath('redis-server', 'valkey-server').some((path) => !process.env.PATH?.split(':').includes(join(path, '..')));

  (installed ? test.skip : test)('the start goes on and says why, or throws where Redis is a must', async () => {
    const stores = await start({ need: onlyRedis, requireRedis: false });
    expect(stores.redisUrl).toBeUndefined();
    expect(stores.redisMissing).toMatch(/127\.0\.0\.1:9 can't be reached[^]*apt-get install redis-server/);
    await stores.stop();
    await expect(start({ need: onlyRedis })).rejects.toThrow(/No usable Redis or Valkey server/);
  });
});

describe('in a process of its own', () => {
  let build: string;
  const launchers: Launcher[] = [];
  const launch = (): Launcher => {
    const launcher = new Launcher(build, dataDir);
    launchers.push(launcher);
    return launcher;
  };
  beforeAll(() => void (build = buildEmbedded()));
  afterAll(() => Promise.all(launchers.map((launcher) => launcher.end('SIGKILL'))));

  test('a second start gets a sentence; after a kill -9 the next one stops the orphans and starts anew', async () => {
    const first = launch();
    await first.says(/^up$/m);
    const second = launch();
    await second.says(new RegExp(`EmbeddedStoreError: Plaza already runs on .* \\(process ${first.pid}, since`));

    await first.end('SIGKILL');
    const orphans = storesOf(dataDir);
    expect(orphans.filter(({ alive }) => alive)).toHaveLength(4);
    const third = launch();
    await third.says(/^up$/m);
    for (const { name, pid } of orphans) {
      expect(third.output).toContain(`${name}: process ${pid} was left over by an earlier start that was killed`);
      expect(commandLine(pid)).toBe('');
    }
    expect(await third.end('SIGTERM')).toBe(0);
    expect(storesOf(dataDir)).toEqual([]);
  });

  test('a stranger that has got the pid of a dead store is left alone', async () => {
    const stores = await start();
    await stores.stop();
    writeFileSync(join(dataDir, 'run', 'mongodb.json'), JSON.stringify({ name: 'MongoDB', pid: process.pid, marker: join(dataDir, 'mongodb'), stopSignal: 'SIGTERM' }));
    writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid: process.pid, birth: 'another boot', since: '' }));
    await (await start()).stop();
    expect(lines.join()).not.toMatch(/left over/);
  });

  test('a store that dies is reported with the end of its log', async () => {
    const launcher = launch();
    await launcher.says(/^up$/m);
    const { pid } = storesOf(dataDir).find(({ name }) => name === 'Redis (queue)')!;
    process.kill(pid, 'SIGKILL');
    await launcher.says(new RegExp(`crash: Redis \\(queue\\) \\(process ${pid}\\) was ended by SIGKILL\\. Its log \\(.*redis-queue\\.log\\) ends:`));
    expect(await launcher.end('SIGTERM')).toBe(0);
  });

  test('Postgres and mongod of a killed test run are swept away', async () => {
    const launcher = new Launcher(build, dataDir, { ephemeral: true });
    launchers.push(launcher);
    await launcher.says(/^up$/m);
    const pids = storesOf(dataDir).map(({ pid }) => pid);
    await launcher.end('SIGKILL');
    for (const deadline = Date.now() + 15_000; existsSync(dataDir) && Date.now() < deadline; await sleep(50));
    expect(existsSync(dataDir)).toBe(false);
    expect(pids.map(commandLine).join('')).toBe('');
  });
});
