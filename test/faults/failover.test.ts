import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LossRun } from '../support/loss/loss-run.js';
import type { Verdict } from '../support/loss/verdict.js';
import { type ReplicaSet, startReplicaSet } from '../support/own-stores.js';

/** Writes before and after each fault. */
const EVENTS = Number(process.env['FAILOVER_EVENTS'] ?? 400);
const LISTENERS = 200;
const CUTS = 10;

let set: ReplicaSet;
let run: LossRun;
beforeAll(async () => {
  set = await startReplicaSet();
  run = await LossRun.start({ listeners: LISTENERS, urls: { mongodbUrl: set.url } });
}, 240_000);
afterAll(async () => {
  await run?.close();
  await set?.stop();
});

test('F5, B2: a primary that is killed or hangs loses nothing of what was acknowledged, and no event; writes go on within 5 and 10 seconds', async () => {
  const cutting = run.cutAtRandom(CUTS, EVENTS * 2.5);
  await run.written(EVENTS);
  const killed = await set.primary();
  const killedAt = performance.now();
  await killed.kill();
  await run.written(run.ledger.size + EVENTS);
  const gapWhenKilled = run.ledger.longestGap(killedAt);

  await killed.start();
  await set.whole();
  const held = await set.primary();
  const heldAt = performance.now();
  held.hold();
  await run.written(run.ledger.size + EVENTS).finally(() => held.goOn());
  const gapWhenHeld = run.ledger.longestGap(heldAt);
  await cutting;

  const verdict = await run.verdict();
  const gaps = [gapWhenKilled, gapWhenHeld].map((gap) => `${(gap / 1_000).toFixed(1)} s`);
  process.stderr.write(`  ${run.ledger.size} events, ${verdict.expected} deliveries, no write for ${gaps.join(' (killed) and ')} (hung), ${run.writers.retries} writes tried again\n`);
  const clean: Verdict = { expected: verdict.expected, missing: 0, double: 0, outOfOrder: 0, forbidden: 0, troubles: [] };
  expect([run.writers.refusals, run.servers.surprises]).toEqual([[], []]);
  expect(verdict).toEqual(clean);
  expect(gapWhenKilled).toBeLessThan(5_000);
  expect(gapWhenHeld).toBeLessThan(10_000);
}, 300_000);
