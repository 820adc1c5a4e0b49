import { createUnionType, Field, ObjectType } from 'type-graphql';
import { LIVE_NOTICES, LiveEvent } from '../../graphql/live-event.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { JobType } from './job.type.js';

@Policy(SHARED_POLICIES.event)
@ObjectType('JobUpdated', { implements: LiveEvent, simpleResolvers: true, description: 'A job was asked for, is done, was given up, or is tried anew.' })
export class JobUpdated extends LiveEvent {
  @Field(() => JobType, { nullable: true, description: 'The job as it is now; null where it is no longer kept.' })
  job!: JobType | null;
}

export const JobEvent = createUnionType({
  name: 'JobEvent',
  description: 'What can happen to the viewer\'s jobs.',
  types: () => [JobUpdated, ...LIVE_NOTICES] as const,
});
