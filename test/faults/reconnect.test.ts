import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startTestApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';
import { Crowd } from '../support/crowd.js';
import { freePort, ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

/** `CROWD=500` for a machine that is busy with other things. */
const PEOPLE = Number(process.env['CROWD'] ?? 2_000) / 5;
const SOCKETS_PER_PERSON = 5;
const ALL = PEOPLE * SOCKETS_PER_PERSON;
const POOLS = { POSTGRES_POOL_SIZE: '10', MONGODB_POOL_SIZE: '20' };
/** They come from one address here, and from as many as they are elsewhere. */
const ROOM = { MAX_SOCKETS_PER_ADDRESS: '5000', MAX_ANONYMOUS_SOCKETS_PER_ADDRESS: '5000', MAX_CONNECTIONS_PER_ADDRESS: '5000', ...POOLS };

let app: TestApp;
let server: ServerProcess;
let crowd: Crowd;
let ada: Person;
let post: string;
let metricsPort: number;
beforeAll(async () => {
  app = await startTestApp({ env: { PLAZA_ROLE: 'api' } });
  metricsPort = await freePort();
  server = await ServerProcess.start(app.databases, app.masterSecret, await freePort(), { ...ROOM, METRICS_PORT: String(metricsPort) });
  ada = await app.world.person('ada');
  post = await app.world.post(ada, 'Everybody listens');
  const people: Person[] = [];
  while (people.length < PEOPLE) people.push(...(await app.world.people(Array.from({ length: 20 }, () => 'listener'))));
  crowd = await Crowd.gather({ url: `${server.url.replace('http', 'ws')}/graphql`, tokens: people.map(({ token }) => token), perToken: SOCKETS_PER_PERSON, post });
}, 300_000);
afterAll(async () => {
  await crowd?.end();
  await server?.end('SIGKILL');
  await app.close();
});

test('2,000 clients that lose their connections at once cost their server less than 10 seconds, have missed nothing, and tread nobody down', async () => {
  const mongo = await MongoClient.connect(app.databases.urls.mongodbUrl);
  try {
    const [before, busyBefore] = [await commands(mongo), await busySeconds()];
    let most = 0;
    let isBack = false;
    crowd.cut();
    await app.world.comment(ada, post, 'While they are away');
    const [report, others] = await Promise.all([
      crowd.allAreBack(180_000).finally(() => (isBack = true)),
      othersAreServed(() => isBack),
      until(async () => ((most = Math.max(most, await connections())), isBack), 200_000),
    ]);
    const busy = (await busySeconds()) - busyBefore;
    await until(async () => (await crowd.report()).heard.least === 1, 30_000);
    const spent = (await commands(mongo)) - before;

    const { heard, troubles } = await crowd.report();
    process.stderr.write(`  back after ${report.tookMs.join(' / ')} ms (first, middle, last), of which the server was busy for ${(busy * 1_000).toFixed(0)}; ${(spent / ALL).toFixed(1)} commands to stores per client, ${most} connections to Postgres; ${others.count} requests of others, the slowest ${others.slowestMs.toFixed(0)} ms; ${JSON.stringify(report.interruptions)}\n`);
    expect({ heard, troubles, failed: others.failed }).toEqual({ heard: { least: 1, most: 1 }, troubles: [], failed: [] });
    // Time of its processor: how long that takes depends on what else the machine does.
    expect(busy).toBeLessThan(10);
    // Those of the server and of the app in this process.
    expect(most).toBeLessThanOrEqual(2 * (Number(POOLS.POSTGRES_POOL_SIZE) + 3));
    expect(spent / ALL).toBeLessThan(8);
  } finally {
    await mongo.close();
  }
}, 300_000);

/** Somebody else asks for the post, twenty times a second at most. */
async function othersAreServed(enough: () => boolean) {
  const others = { count: 0, failed: [] as string[], slowestMs: 0 };
  for (const somebody = new Client(server.url); !enough(); others.count++, await sleep(50)) {
    const began = performance.now();
    const { data, body } = await somebody.query<{ post: object | null }>('query($id: ID!) { post(id: $id) { text author { username } } }', { id: post });
    if (!data?.post) others.failed.push(body);
    others.slowestMs = Math.max(others.slowestMs, performance.now() - began);
  }
  return others;
}

/** Transactions of Postgres in this database, and operations on its collections in MongoDB; the clocks of both processes are among them. */
async function commands(mongo: MongoClient): Promise<number> {
  // By collection: others use the same server meanwhile.
  const { totals } = await mongo.db('admin').command({ top: 1 });
  const ours = Object.entries(totals as Record<string, { readonly total?: { readonly count: number } }>).filter(([namespace]) => namespace.startsWith(`${app.plaza.stores.mongo.db.databaseName}.`));
  expect(ours.length).toBeGreaterThan(0);
  const [row] = await app.plaza.stores.postgres.query<{ done: string }>('test.commits', 'SELECT xact_commit + xact_rollback AS done FROM pg_stat_database WHERE datname = current_database()');
  return ours.reduce((sum, [, { total }]) => sum + (total?.count ?? 0), 0) + Number(row!.done);
}

/** Seconds of processor time that the server has used. */
async function busySeconds(): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`, { headers: { connection: 'close' } })).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
}

async function connections(): Promise<number> {
  const [row] = await app.plaza.stores.postgres.query<{ open: string }>('test.connections', 'SELECT count(*) AS open FROM pg_stat_activity WHERE datname = current_database()');
  return Number(row!.open);
}
