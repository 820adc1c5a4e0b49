import { Arg, Ctx, Resolver, Root, Subscription } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { AFTER, type LiveEvent, toLiveEvent } from '../../graphql/live-event.js';
import { Policy } from '../../graphql/policy.js';
import { Cursor } from '../../graphql/scalars.js';
import { type Delivery, LiveSource } from '../../kernel/live.js';
import { JobEvent, JobUpdated } from './job-event.type.js';
import { JOB_POLICIES } from './job.policy.js';
import { toJob } from './job.view.js';
import type { readJob } from './read-job.js';
import { watchJobs } from './watch-jobs.js';

@Resolver()
export class JobSubscription {
  constructor(private readonly read: ReturnType<typeof readJob>) {}

  @Policy(JOB_POLICIES.jobEvents)
  @Subscription(() => JobEvent, {
    description: 'What becomes of the jobs that the viewer has asked for, on whichever device. UNAUTHENTICATED when nobody is signed in.',
    subscribe: ({ args, context }) => new LiveSource(watchJobs((context as GraphContext).viewer), (args['after'] as string | null | undefined) ?? null),
  })
  async jobEvents(
    @Arg('after', () => Cursor, { nullable: true, description: AFTER }) _after: string | null,
    @Root() delivery: Delivery,
    @Ctx() { viewer }: GraphContext,
  ): Promise<LiveEvent> {
    const row = await this.read(viewer, delivery.event.data['jobId'] as string);
    return toLiveEvent(JobUpdated, delivery, { job: row && toJob(row) });
  }
}
