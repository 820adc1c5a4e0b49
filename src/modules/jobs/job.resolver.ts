import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { decodeJobId } from '../../kernel/global-id.js';
import { JOB_POLICIES } from './job.policy.js';
import { JobType } from './job.type.js';
import { toJob } from './job.view.js';
import type { readJob } from './read-job.js';

@Resolver(() => JobType)
export class JobResolver {
  constructor(private readonly read: ReturnType<typeof readJob>) {}

  @Policy(JOB_POLICIES.job)
  @Query(() => JobType, { nullable: true, description: 'A job by its id; null where there is none that the viewer has asked for. UNAUTHENTICATED when nobody is signed in.' })
  async job(@Arg('id', () => ID, { description: 'The id of a job.' }) id: string, @Ctx() { viewer }: GraphContext): Promise<JobType | null> {
    const jobId = decodeJobId(id);
    const row = jobId && (await this.read(viewer, jobId));
    return row ? toJob(row) : null;
  }
}
