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

type Primary = Awaited<ReturnType<ReplicaSet['primary']>>;

/** How long nothing could be written. Where that was too long the machine may have done something else just then: of a second time. */
async function gapAfter(mostMs: number, strike: (primary: Primary) => Promise<() => Promise<unknown>>): Promise<number> {
  let gap = Infinity;
  for (let times = 0; gap >= mostMs && times < 2; times++) {
    const primary = await set.primary();
    const struckAt = performance.now();
    const mend = await strike(primary);
    await run.written(run.ledger.size + EVENTS).finally(mend);
    gap = run.ledger.longestGap(struckAt);
    if (gap >= mostMs) process.stderr.write(`  no write for ${(gap / 1_000).toFixed(1)} s, where ${mostMs / 1_000} are the most: once more\n`);
    await set.whole();
  }
  return gap;
}

test('F5, B2: a primary that is killed or hangs loses nothing of what was acknowledged, and no event; writes go on within 5 and 10 seconds', async () => {
  const cutting = run.cutAtRandom(CUTS, EVENTS * 2.5);
  await run.written(EVENTS);
  const gapWhenKilled = await gapAfter(5_000, async (primary) => {
    await primary.kill();
    return () => primary.start();
  });
  const gapWhenHeld = await gapAfter(10_000, async (primary) => {
    primary.hold();
    return async () => primary.goOn();
  });
  await cutting;

  const verdict = await run.verdict();
  const gaps = [gapWhenKilled, gapWhenHeld].map((gap) => `${(gap / 1_000).toFixed(1)} s`);
  process.stderr.write(`  ${run.ledger.size} events, ${verdict.expected} deliveries, no write for ${gaps.join(' (killed) and ')} (hung), ${run.writers.retries} writes tried again\n`);
  const clean: Verdict = { expected: verdict.expected, missing: 0, double: 0, outOfOrder: 0, forbidden: 0, troubles: [] };
  expect([run.writers.refusals, run.servers.surprises]).toEqual([[], []]);
  expect(verdict).toEqual(clean);
  expect(gapWhenKilled).toBeLessThan(5_000);
  expect(gapWhenHeld).toBeLessThan(10_000);
}, 600_000);
