import { afterAll, beforeAll, test } from '@jest/globals';
import fc from 'fast-check';
import { FUZZ_SEED } from '../support/fuzz-seed.js';
import { Model } from '../support/model.js';
import { Deed, DEEDS, expectCounters, type Real } from '../support/model-deeds.js';
import { type Pair, startPair } from '../support/pair.js';

/**
 * Random histories. `FUZZ_SEED=$RANDOM MODEL_RUNS=200 MODEL_MS=600000 npm run jest -- test/features/model` looks elsewhere,
 * and longer. What fails is shrunk, and shown with what was done.
 */
const RUNS = Number(process.env['MODEL_RUNS'] ?? 5);
/** Also of the shrinking, which gives the shortest history that it has come to by then. */
const LIMIT_MS = Number(process.env['MODEL_MS'] ?? 30_000);
const MOST_DEEDS = 60;
const PEOPLE = 3;

let pair: Pair;
/** The history that is being lived; where the time is up it is not waited for, but by the end of all. */
let living: Promise<void> = Promise.resolve();
beforeAll(async () => {
  pair = await startPair({ ENTITY_CACHE: 'true', ANSWER_CACHE_SECONDS: '30' });
});
afterAll(async () => {
  await living.catch(() => undefined);
  await pair.close();
});

const choice = fc.record({ who: fc.nat(5), whom: fc.nat(4), which: fc.nat(20), there: fc.boolean() });
const deed = fc.tuple(fc.constantFrom(...DEEDS), choice).map(([name, chosen]) => new Deed(name, chosen));

async function setUp(): Promise<{ model: Model; real: Real }> {
  const model = new Model();
  for (let i = 0; i < PEOPLE; i++) model.join();
  return { model, real: { pair, people: await pair.one.world.people(Array.from({ length: PEOPLE }, () => 'citizen')), posts: [] } };
}

async function live(deeds: Iterable<fc.AsyncCommand<Model, Real>>): Promise<void> {
  const { model, real } = await setUp();
  try {
    await fc.asyncModelRun(() => ({ model, real }), deeds);
  } finally {
    for (const proxy of pair.proxies) proxy.bringBack();
  }
  await expectCounters(model, real);
}

test('C6: whatever people do on two processes, and whatever fails meanwhile, they see what a model in memory says, at once', async () => {
  process.stderr.write(`  model: FUZZ_SEED=${FUZZ_SEED} MODEL_RUNS=${RUNS}\n`);
  const property = fc.asyncProperty(fc.commands([deed], { maxCommands: MOST_DEEDS, size: 'max' }), (deeds) => (living = live(deeds)));
  await fc.assert(property, { seed: FUZZ_SEED, numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: false });
}, 900_000);
