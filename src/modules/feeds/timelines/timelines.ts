import type { LogConsumer } from '../../../kernel/consumer.js';
import type { DeletionStep } from '../../../kernel/deletion.js';
import type { JobHandler, JobQueue } from '../../../kernel/job.js';
import type { ScriptedKeys } from '../../../platform/redis/scripted-keys.js';
import type { Log } from '../../../platform/telemetry/log.js';
import { TimelineBuilder } from './build-timeline.js';
import type { EntryStore } from '../home/entry.store.js';
import { fanOutJobs, type FanOutSizes } from './fan-out.jobs.js';
import { timelineConsumers } from './timeline.consumers.js';
import type { HomeCircleStore } from '../home/home-circle.store.js';
import { type TimelineSizes, TimelineStore } from './timeline.store.js';

/** How timelines are kept (docs/feeds.md says why so). */
export interface TimelineSettings extends TimelineSizes, FanOutSizes {}

export interface TimelinesDeps extends TimelineSettings {
  readonly redis: ScriptedKeys;
  readonly circles: HomeCircleStore;
  readonly entries: EntryStore;
  readonly jobs: Pick<JobQueue<unknown>, 'add'>;
  readonly log: Log;
}

/** Home timelines, and all that keeps them up. */
export interface Timelines {
  readonly store: TimelineStore;
  readonly builder: TimelineBuilder;
  readonly consumers: readonly LogConsumer[];
  readonly jobHandlers: readonly JobHandler[];
  readonly deletionSteps: readonly DeletionStep[];
}

export function createTimelines({ redis, circles, entries, jobs, log, ...sizes }: TimelinesDeps): Timelines {
  const store = new TimelineStore(redis, sizes);
  const builder = new TimelineBuilder({ circles, entries, timelines: store, log });
  return {
    store,
    builder,
    consumers: timelineConsumers(jobs),
    jobHandlers: fanOutJobs({ circles, entries, timelines: store, builder, ...sizes }),
    deletionSteps: [
      {
        name: 'feeds.timeline',
        order: 100,
        // Where Redis is away it is left to its expiry: nobody can read it without the account, and it holds ids alone.
        run: (userId) => store.forget(userId).catch(() => undefined),
      },
    ],
  };
}
