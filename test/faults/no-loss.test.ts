import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LossRun } from '../support/loss/loss-run.js';
import { type OwnStore, startOwnRedis } from '../support/own-stores.js';
import { Wire } from '../support/wire.js';

/** `LOSS_EVENTS=10000 npm run jest -- test/faults/no-loss --selectProjects features` is the whole of it, in some minutes. */
const EVENTS = Number(process.env['LOSS_EVENTS'] ?? 2_000);
const LISTENERS = 200;
const CUTS = 50;
const REDIS_AWAY_MS = 10_000;

let redis: OwnStore & { readonly url: string };
let mongoOfSecond: Wire;
let run: LossRun;
beforeAll(async () => {
  redis = await startOwnRedis();
  mongoOfSecond = await Wire.before(process.env['TEST_MONGODB_URL']!);
  run = await LossRun.start({
    listeners: LISTENERS,
    urls: { redisUrl: `${redis.url}/0`, redisCacheUrl: `${redis.url}/1` },
    secondsMongo: (url) => throughWire(url, mongoOfSecond),
  });
}, 240_000);
afterAll(async () => {
  await run?.close();
  await mongoOfSecond.close();
  await redis.kill();
});

test('B1, B2, B3: cut connections, a Redis that is killed and a server that is killed in the middle of a relay lose, double and disorder nothing', async () => {
  const began = performance.now();
  const cutting = run.cutAtRandom(CUTS, EVENTS * 0.9);
  await run.written(EVENTS * 0.1);
  await redis.kill();
  await sleep(REDIS_AWAY_MS);
  await redis.start();
  await run.town.blockOne();
  await run.written(Math.max(EVENTS * 0.6, run.ledger.size));
  await killedInTheMiddleOfARelay();
  await run.servers.restart(1);
  await Promise.all([run.written(EVENTS), cutting]);
  const seconds = (performance.now() - began) / 1_000;

  const verdict = await run.verdict();
  const interruptions = run.listeners.reduce((sum, listener) => sum + listener.interruptions, 0);
  process.stderr.write(`  ${run.ledger.size} events in ${seconds.toFixed(0)} s, ${verdict.expected} deliveries, ${interruptions} interruptions, ${run.writers.retries} writes tried again\n`);
  expect([run.writers.refusals, run.servers.surprises]).toEqual([[], []]);
  expect(verdict).toEqual({ expected: verdict.expected, missing: 0, double: 0, outOfOrder: 0, forbidden: 0, troubles: [] });
  expect(verdict.expected).toBeGreaterThan(LISTENERS * EVENTS * 0.05);
  expect(interruptions).toBeGreaterThanOrEqual(CUTS);
}, 600_000);

/** Positions are decided by one write and written down by another: the second server dies between the two. */
async function killedInTheMiddleOfARelay(): Promise<void> {
  await new Promise<void>((resolve) => {
    mongoOfSecond.watch((sent) => {
      if (!['relay_state', 'batch', '$exists'].every((word) => sent.includes(word))) return;
      mongoOfSecond.watch(null);
      resolve(run.servers.kill(1));
    });
  });
}

function throughWire(url: string, wire: Wire): string {
  const parsed = new URL(url);
  parsed.port = String(wire.port);
  parsed.searchParams.delete('replicaSet');
  parsed.searchParams.set('directConnection', 'true');
  return parsed.href;
}
