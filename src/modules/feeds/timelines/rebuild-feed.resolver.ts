import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { GraphContext } from '../../../graphql/context.js';
import { IdempotentInput } from '../../../graphql/idempotency.js';
import { Policy, SHARED_POLICIES } from '../../../graphql/policy.js';
import { Payload, toPayload } from '../../../graphql/user-error.js';
import { signedIn } from '../../../kernel/viewer.js';
import { type Jobs, JobType } from '../../jobs/index.js';
import { FEED_POLICIES } from '../feed.policy.js';
import type { rebuildFeed } from './rebuild-feed.js';

@InputType('RebuildFeedInput', { description: 'Has the viewer\'s home timeline made anew.' })
export class RebuildFeedInput extends IdempotentInput {}

@Policy(SHARED_POLICIES.payload)
@ObjectType('RebuildFeedPayload', { simpleResolvers: true, description: 'What came of `rebuildFeed`.' })
export class RebuildFeedPayload extends Payload {
  @Field(() => JobType, { nullable: true, description: 'The work that goes on; null once it is forgotten.' })
  job?: JobType | null;
}

/** The way out for whoever mistrusts what they see. */
@Resolver()
export class RebuildFeedResolver {
  constructor(
    private readonly rebuild: ReturnType<typeof rebuildFeed>,
    private readonly jobs: Jobs,
  ) {}

  @Policy(FEED_POLICIES.rebuildFeed)
  @Mutation(() => RebuildFeedPayload, { nullable: true, description: 'Has the viewer\'s home timeline made anew from the stores. Their feed is complete meanwhile, as ever; nobody has to call this.' })
  async rebuildFeed(@Arg('input', () => RebuildFeedInput, { description: 'Nothing but how to repeat it.' }) input: RebuildFeedInput, @Ctx() { viewer, loaders }: GraphContext): Promise<RebuildFeedPayload> {
    const outcome = await this.rebuild(signedIn(viewer), input);
    return toPayload(RebuildFeedPayload, outcome, async ({ jobId }) => ({ job: await this.jobs.byId(viewer, jobId, loaders) }));
  }
}
