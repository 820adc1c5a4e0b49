import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../../graphql/node.js';
import { Policy } from '../../graphql/policy.js';
import { DateTime } from '../../graphql/scalars.js';
import type { JobState } from '../../kernel/job.js';
import { JOB_POLICIES } from './job.policy.js';

const JOB_STATES: Readonly<Record<JobState, JobState>> = { WAITING: 'WAITING', DONE: 'DONE', DEAD: 'DEAD' };
registerEnumType(JOB_STATES, {
  name: 'JobState',
  description: 'How far work has come that goes on after a mutation has answered.',
  valuesConfig: {
    WAITING: { description: 'For its turn, for its next attempt, or under way.' },
    DONE: { description: 'Done. It can be looked up for seven days.' },
    DEAD: { description: 'Given up after several attempts. Whoever runs the server knows, and may have it tried anew.' },
  },
});

@Policy(JOB_POLICIES.Job)
@ObjectType('Job', { implements: Node, simpleResolvers: true, description: 'Work that the viewer has asked for and that goes on after the mutation has answered.' })
export class JobType extends Node {
  @Field(() => String, { description: 'What it does, as in "feeds.rebuild".' })
  kind!: string;

  @Field(() => JOB_STATES, { description: 'How far it has come.' })
  state!: JobState;

  @Field(() => DateTime, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was done or given up; null while it waits.' })
  finishedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it was given up, for people to read; null otherwise.' })
  reason!: string | null;
}
