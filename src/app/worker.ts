import type { AnswerCache } from '../kernel/cache.js';
import type { Clock } from '../kernel/clock.js';
import type { Announcer } from '../kernel/commit.js';
import type { LogConsumer } from '../kernel/consumer.js';
import type { JobStore, JobWorker } from '../platform/jobs/index.js';
import { ConsumerRunner } from '../platform/log/consumer-runner.js';
import { Lease } from '../platform/log/lease.js';
import { consumerLag, parkedEvents } from '../platform/log/log-metrics.js';
import { lookAtConsumers } from '../platform/log/look-at-consumers.js';
import type { ParkedEventStore } from '../platform/log/parked-event.store.js';
import type { Patience } from '../platform/log/parked-events.js';
import { SharedLog } from '../platform/log/read-log.js';
import { settled } from '../platform/log/settled.js';
import { trimLog } from '../platform/log/trim-log.js';
import type { Mongo, MongoTx } from '../platform/mongo/mongo.js';
import { foldMongo, hasDeltas, type MongoCounterOwner } from '../platform/outbox/fold-mongo.js';
import { foldPostgres, type PostgresCounterOwner } from '../platform/outbox/fold-postgres.js';
import { KEY_LIFETIME_MS, purgeKeys } from '../platform/outbox/keys.js';
import { Loop, type LoopOptions } from '../platform/outbox/loop.js';
import { moveFromPostgres, positionPending } from '../platform/outbox/relay.js';
import type { Wake } from '../platform/outbox/wake.js';
import type { Postgres } from '../platform/postgres/postgres.js';
import type { Log } from '../platform/telemetry/log.js';
import { answerCacheConsumer } from './worker/answer-cache.consumer.js';

export interface WorkerDeps {
  readonly postgres: Postgres;
  readonly mongo: Mongo;
  readonly outboxWake: Wake;
  readonly logWake: Wake;
  readonly announcer: Announcer<MongoTx>;
  readonly answerCache: AnswerCache;
  /** What modules do about events. */
  readonly consumers: readonly LogConsumer[];
  readonly mongoCounters: readonly MongoCounterOwner[];
  readonly postgresCounters: readonly PostgresCounterOwner[];
  /** Goes on with the deletion of accounts; any number of processes may call it at once. */
  readonly runDeletions: () => Promise<unknown>;
  /** What modules throw away now and then, a batch per call; each gives how much it was. */
  readonly purges?: readonly (() => Promise<number>)[];
  /** Sends the letters that wait, and what tells that one does; absent where they shall wait. */
  readonly mails?: { readonly run: () => Promise<unknown>; readonly wake: Wake } | undefined;
  /** Does what was handed in as jobs; absent where others do. */
  readonly jobs?: JobWorker | undefined;
  readonly jobStore: JobStore;
  /** How long an event that a consumer can not handle is tried. */
  readonly patience: Patience;
  readonly parkedEvents: ParkedEventStore;
  readonly retentionDays: number;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Worker {
  start(): Promise<void>;
  /** Lets every loop end its run; gives leases back. */
  stop(): Promise<void>;
  /** Waits until all that was written has had its effects. */
  settled(patienceMs?: number): Promise<void>;
}

const SWEEP_MS = 200;
/** A subject is folded at most once a second, and at least as often while there is something to fold. */
const FOLD_MS = 1_000;
const CONSUME_MS = 1_000;
/** A consumer looks for itself now and then, also where nobody says that there is something. */
const CONSUME_UNASKED_MS = 10_000;
const MAIL_MS = 3_000;
const DELETE_MS = 2_000;
const COUNT_MS = 10_000;
/** What is due that soon is waited for by whoever waits until all is done. */
const SOON_MS = 2_000;
const HOUSEKEEPING_MS = 600_000;
const DAY_MS = 86_400_000;

/** All that happens behind the commits: relays, folders, consumers of the log, account deletion and housekeeping. */
export function createWorker(deps: WorkerDeps): Worker {
  const { postgres, mongo, log, outboxWake, logWake } = deps;
  const loop = (name: string, everyMs: number, work: LoopOptions['work']) => new Loop({ name, everyMs, work, log });

  const positions = loop('positions', SWEEP_MS, async (isStopping) => {
    while (!isStopping() && (await positionPending(mongo)) > 0) logWake.wake();
  });
  const fromPostgres = loop('postgres outbox', SWEEP_MS, async (isStopping) => {
    while (!isStopping() && (await moveFromPostgres(postgres, mongo)) > 0) positions.wake();
  });

  const foldLease = new Lease(mongo, 'fold');
  const folders = [
    loop('mongo counters', FOLD_MS, async () => {
      if (!(await hasDeltas(mongo)) || !(await foldLease.hold())) return;
      if ((await foldMongo(mongo, deps.announcer, deps.mongoCounters)) > 0) positions.wake();
    }),
    loop('postgres counters', FOLD_MS, () => foldPostgres(postgres, deps.postgresCounters)),
  ];

  const consumers = [answerCacheConsumer(deps.answerCache), ...deps.consumers];
  const events = new SharedLog(mongo);
  const runners = consumers.map((consumer) => new ConsumerRunner(mongo, consumer, log, deps.patience, events));
  const consuming = new Map(runners.map((runner, i) => [consumers[i]!.name, loop(`consumer ${consumers[i]!.name}`, CONSUME_UNASKED_MS, (isStopping) => runner.run(isStopping))]));
  // One question for all of them, instead of three by each.
  const watchman = loop('consumers', CONSUME_MS, async () => {
    for (const { name, lag, hasWork } of await lookAtConsumers(mongo, [...consuming.keys()])) {
      consumerLag.set({ consumer: name }, lag);
      if (hasWork) consuming.get(name)?.wake();
    }
  });

  const housekeepingLease = new Lease(mongo, 'housekeeping');
  const housekeeping = loop('housekeeping', HOUSEKEEPING_MS, async (isStopping) => {
    if (!(await housekeepingLease.hold())) return;
    const now = deps.clock.now().getTime();
    await purgeKeys(postgres, mongo, new Date(now - KEY_LIFETIME_MS));
    for (const purge of deps.purges ?? []) while (!isStopping() && (await purge()) > 0);
    await trimLog(mongo, new Date(now - deps.retentionDays * DAY_MS));
    await housekeepingLease.release();
  });
  const deletions = loop('account deletion', DELETE_MS, deps.runDeletions);

  const counting = loop('parked events', COUNT_MS, async () => {
    for (const [state, count] of Object.entries(await deps.parkedEvents.counts())) parkedEvents.set({ state }, count);
  });
  const mailing = deps.mails && loop('mail', MAIL_MS, deps.mails.run);

  const loops = [positions, fromPostgres, ...folders, ...consuming.values(), watchman, housekeeping, deletions, counting, ...(mailing ? [mailing] : [])];
  const endings: (() => Promise<void>)[] = [];

  return {
    async start() {
      endings.push(
        await outboxWake.onWake(() => {
          fromPostgres.wake();
          positions.wake();
        }),
        await logWake.onWake(() => consuming.forEach((each) => each.wake())),
      );
      if (mailing) endings.push(await deps.mails!.wake.onWake(() => mailing.wake()));
      for (const each of loops) each.start();
      deps.jobs?.start();
    },
    async stop() {
      const stopped = Promise.all([...loops, ...(deps.jobs ? [deps.jobs] : [])].map((each) => each.stop()));
      await Promise.all([...endings.splice(0).map((end) => end()), stopped]);
      await Promise.allSettled([foldLease.release(), housekeepingLease.release(), ...runners.map((runner) => runner.stop())]);
    },
    settled: (patienceMs) =>
      settled(
        {
          postgres,
          mongo,
          consumers: consumers.map((consumer) => consumer.name),
          isBusy: () => deps.jobStore.isBusy(SOON_MS),
          hurry: () => folders.forEach((each) => each.wake()),
        },
        patienceMs,
      ),
  };
}
