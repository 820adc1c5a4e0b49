import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { Mongo } from '../../src/platform/mongo/mongo.js';
import { createDatabases, type TestDatabases } from '../support/databases.js';

const SECRET = 'Vq8cN1mRk4yT0uWz7hJb2xLs5pDf9gAeK3oQi6tYvXM=';

let databases: TestDatabases;
beforeAll(async () => {
  databases = await createDatabases();
});
afterAll(() => databases.drop());

/** Starts the built product as an operator would; gives what it said, and its exit code. */
function start(settings: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const { postgresUrl, mongodbUrl, redisUrl, redisCacheUrl } = databases.urls;
  const stores = { POSTGRES_URL: postgresUrl, MONGODB_URL: mongodbUrl, REDIS_URL: redisUrl, REDIS_CACHE_URL: redisCacheUrl };
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', PLAZA_ROLE: 'api', PORT: '0', ...stores, MASTER_SECRET: SECRET, TOKEN_ISSUER: 'https://api.example.org', EXPLORER: 'false', ...settings };
  const child = spawn(process.execPath, ['dist/main.js'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  // One that starts after all is told to stop, and ends with 0.
  child.stderr.on('data', () => void (/GraphQL {2}/.test(said) && child.kill('SIGTERM')));
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, said })));
}

describe('K1: a real start', () => {
  test('in production, on stores that may lose what they acknowledged, ends with a sentence for each reason', async () => {
    const { code, said } = await start({});
    expect(code).toBe(1);
    for (const sentence of [/Postgres: fsync is off/, /Postgres: full_page_writes is off/, /Postgres: synchronous_commit is off/, /Redis \(REDIS_URL\): has no append-only file/]) expect(said).toMatch(sentence);
    expect(said).not.toMatch(/\bat .*\.js:\d+|MongoDB:/);
  });

  test('in production, with weak settings, ends before any store is asked', async () => {
    const { code, said } = await start({ MASTER_SECRET: Buffer.alloc(32).toString('base64'), TOKEN_ISSUER: '', POSTGRES_URL: 'postgres://plaza@db.invalid/plaza' });
    expect(code).toBe(1);
    for (const name of ['MASTER_SECRET: can be guessed', 'TOKEN_ISSUER: is the default', 'POSTGRES_URL: has no credentials', 'POSTGRES_URL: is not encrypted']) expect(said).toContain(name);
    expect(said).not.toMatch(/fsync/);
  });

  test('a URL of MongoDB can not make writes weaker than a majority on disk', async () => {
    const mongo = await Mongo.connect({ url: `${databases.urls.mongodbUrl}&w=1&journal=false`, poolSize: 1 });
    expect(mongo.client.options.writeConcern).toMatchObject({ w: 'majority', journal: true });
    await mongo.close();
  });

  test('elsewhere the same stores do, with a warning for each reason', async () => {
    const { code, said } = await start({ NODE_ENV: '' });
    expect(said).toMatch(/Postgres: fsync is off/);
    expect([code, /GraphQL {2}/.test(said)]).toEqual([0, true]);
  });
});
