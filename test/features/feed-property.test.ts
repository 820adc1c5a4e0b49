import { afterAll, beforeAll, test } from '@jest/globals';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { startTestApp, type TestApp } from '../support/app.js';
import { FeedHistory, STEPS, type Step } from '../support/feed-history.js';
import { FUZZ_SEED } from '../support/fuzz-seed.js';

/**
 * Random histories of a small network. FEED_RUNS of them, 12 where it is not said; `FUZZ_SEED=$RANDOM FEED_RUNS=500 npm run
 * jest -- test/features/feed-property` looks elsewhere, and longer. What fails is shrunk, and shown with what happened.
 */
const RUNS = Number(process.env['FEED_RUNS'] ?? 12);
/** Also of the shrinking, which gives the shortest history that it has come to by then. */
const LIMIT_MS = Number(process.env['FEED_MS'] ?? 60_000);
const PEOPLE = 5;
const STEPS_AT_MOST = 45;

let app: TestApp;
/** The same instance, read without any timeline. */
let plain: TestApp;
let redis: Redis;

// Small enough that caps, batches and thresholds are met all the time.
const SMALL = { HOME_TIMELINE_ENTRIES: '4', FAN_OUT_BATCH: '1', FAN_OUT_MOST_FOLLOWERS: '2' };

beforeAll(async () => {
  app = await startTestApp({ env: { HOME_TIMELINES: 'true', ...SMALL } });
  plain = await startTestApp({ beside: app, env: { PLAZA_ROLE: 'api' } });
  redis = new Redis(app.databases.urls.redisCacheUrl);
});
afterAll(async () => {
  redis.disconnect();
  await plain.close();
  await app.close();
});

/** Losses are rare, so that timelines live long enough to be pushed to, and past their caps. */
const LOSSES = ['evict', 'epoch', 'stale'] as const;
const what = fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...STEPS.filter((each) => !LOSSES.some((loss) => loss === each))) }, { weight: 1, arbitrary: fc.constantFrom(...LOSSES) });
const step: fc.Arbitrary<Step> = fc.record({ what, who: fc.nat(PEOPLE - 1), whom: fc.nat(PEOPLE - 1), which: fc.nat(30) });

/** Who follows whom at the beginning: about half of all. */
const follows = fc.array(fc.boolean(), { minLength: PEOPLE ** 2, maxLength: PEOPLE ** 2 });

/** Another life of the cache, as after a restart: what it held is not believed any more. */
function anotherLife(): void {
  const life = app.plaza.stores.keyValue as unknown as { currentEpoch: string };
  life.currentEpoch = Math.random().toString(16).slice(2, 14).padEnd(12, '0');
}

async function builtAnew(): Promise<void> {
  await app.settled();
  await app.plaza.assembly.feeds.idle();
}

test('a pushed home feed is the one that the plain definition gives, at every page size, with and without timelines', async () => {
  process.stderr.write(`  feeds: FUZZ_SEED=${FUZZ_SEED} FEED_RUNS=${RUNS}\n`);
  const property = fc.asyncProperty(follows, fc.array(step, { minLength: 15, maxLength: STEPS_AT_MOST, size: 'max' }), async (pairs, steps) => {
    const people = await app.world.people(Array.from({ length: PEOPLE }, (_, i) => `p${i}`));
    const history = new FeedHistory(app, people, {
      evict: async ({ userId }) => void (await redis.del(`plaza:home:{${userId}}`)),
      epoch: anotherLife,
      stale: () => app.plaza.assembly.inPostgres.postgres.query('test.stale', 'UPDATE feed_generation SET generation = generation + 1').then(() => undefined),
    });
    for (const [i, does] of pairs.entries()) if (does) await history.take({ what: 'follow', who: i % PEOPLE, whom: Math.floor(i / PEOPLE), which: 0 });
    // From the middle on timelines are there, and live through the rest.
    for (const [i, each] of steps.entries()) {
      if (i === steps.length >> 1) await history.check(app, 5);
      await history.take(each);
    }
    await builtAnew();
    await history.check(app, 3);
    await builtAnew();
    for (const size of [1, 2, 7, 100]) await history.check(app, size);
    for (const size of [2, 100]) await history.check(plain, size);
  });
  await fc.assert(property, { seed: FUZZ_SEED, numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: false });
}, 600_000);
