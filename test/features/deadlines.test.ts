import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import { Proxy } from '../support/proxy.js';
import { RawSocket } from '../support/raw-socket.js';
import { until } from '../support/until.js';

/** A request ends after ten seconds; the rest is for a machine that is busy. */
const DEADLINE_MS = 12_500;
const OF_POSTGRES = '{ user(username: "ada") { id } }';
const OF_MONGODB = '{ publicFeed(first: 1) { edges { node { text } } } }';
/** A condition that takes a tenth of a second for each row. */
const SLEEPS = { $expr: { $function: { body: 'function () { sleep(100); return true; }', args: [], lang: 'js' } } };

let proxies: { readonly postgres: Proxy; readonly mongodb: Proxy };
let app: TestApp;
/** Another process of the same instance, whose way to the stores is free; the worker is here. */
let other: TestApp;
/** One whose deadline is far shorter than the stores' own. */
let hasty: TestApp;
beforeAll(async () => {
  other = await startTestApp();
  const { postgresUrl, mongodbUrl } = other.databases.urls;
  proxies = { postgres: await Proxy.before(postgresUrl), mongodb: await Proxy.before(mongodbUrl) };
  const urls = { postgresUrl: proxies.postgres.through(postgresUrl), mongodbUrl: proxies.mongodb.through(mongodbUrl) };
  app = await startTestApp({ env: { PLAZA_ROLE: 'realtime' }, beside: other, urls });
  hasty = await startTestApp({ env: { PLAZA_ROLE: 'realtime', REQUEST_TIMEOUT_MS: '1500' }, beside: other, urls });
});
afterAll(async () => {
  await Promise.all([app.close(), hasty.close()]);
  await Promise.all([proxies.postgres.close(), proxies.mongodb.close()]);
  await other.close();
});

async function timed(query: string, token: string | null = null): Promise<{ readonly ms: number; readonly codes: readonly string[]; readonly retryAfter: unknown }> {
  const start = performance.now();
  const { errors } = await app.client(token).query(query);
  return { ms: performance.now() - start, codes: errors.map(({ extensions }) => extensions.code), retryAfter: errors[0]?.extensions['retryAfterSeconds'] };
}

const AWAY = { codes: ['SERVICE_UNAVAILABLE'], retryAfter: expect.any(Number) };

test('L5: a statement that waits for a lock ends with its request', async () => {
  const locker = new pg.Client({ connectionString: other.databases.urls.postgresUrl });
  await locker.connect();
  await locker.query('BEGIN; LOCK TABLE profiles IN ACCESS EXCLUSIVE MODE');
  try {
    const { ms, ...answer } = await timed(OF_POSTGRES);
    expect(answer).toEqual(AWAY);
    expect(ms).toBeLessThan(DEADLINE_MS);
    const { rows } = await locker.query("SELECT query FROM pg_stat_activity WHERE application_name = 'plaza' AND datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%profiles%' AND query_start < now() - interval '9 seconds'");
    expect(rows).toEqual([]);
  } finally {
    await locker.query('ROLLBACK');
    await locker.end();
  }
  await until(async () => (await timed(OF_POSTGRES)).codes.length === 0, 10_000);
});

test('L5: a read that takes too long is ended by MongoDB itself', async () => {
  const { mongo } = app.plaza.stores;
  const rows = mongo.collection<{ n: number }>('slow');
  await rows.insertMany(Array.from({ length: 200 }, (_, n) => ({ n })));
  const start = performance.now();
  for (const read of [rows.find(SLEEPS), rows.aggregate([{ $match: SLEEPS }])]) {
    await expect(read.toArray()).rejects.toMatchObject({ code: 50 });
  }
  expect(performance.now() - start).toBeLessThan(DEADLINE_MS);
  const { inprog } = await mongo.client.db('admin').command({ currentOp: 1, active: true, ns: `${mongo.db.databaseName}.slow` });
  expect(inprog).toEqual([]);
});

test.each([
  ['Postgres', () => proxies.postgres, OF_POSTGRES],
  ['MongoDB', () => proxies.mongodb, OF_MONGODB],
] as const)('L5: a %s that has swallowed what was sent holds a request for ten seconds at most', async (_name, proxy, query) => {
  await until(async () => (await timed(query)).codes.length === 0, 20_000);
  // Who is signed in has to be looked up first, and the deadline is one for all of it.
  const { token } = await other.world.person('ada');
  proxy().hold();
  try {
    for (const { ms, ...answer } of await Promise.all([timed(query), timed(query), timed(query, token)])) {
      expect(answer).toEqual(AWAY);
      expect(ms).toBeLessThan(DEADLINE_MS);
    }
  } finally {
    proxy().bringBack();
  }
  await until(async () => (await timed(query)).codes.length === 0, 20_000);
});

test('L5: a subscription that can not be opened is told so in time', async () => {
  const bob = await other.world.person('bob');
  const query = `subscription { postEvents(postId: "${await other.world.post(bob, 'Words')}") { __typename } }`;
  const socket = await new RawSocket(hasty.url).init();
  proxies.postgres.hold();
  try {
    const start = performance.now();
    socket.send({ type: 'subscribe', id: '1', payload: { query } });
    await until(async () => socket.received.some((text) => text.includes('SERVICE_UNAVAILABLE')), 20_000);
    // Those of the stores are five seconds and more.
    expect(performance.now() - start).toBeLessThan(4_900);
  } finally {
    proxies.postgres.bringBack();
    socket.close();
  }
});
