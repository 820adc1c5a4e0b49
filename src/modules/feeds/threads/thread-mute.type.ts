import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../../graphql/connection.js';
import { IdempotentInput } from '../../../graphql/idempotency.js';
import { Policy, SHARED_POLICIES } from '../../../graphql/policy.js';
import { DateTime } from '../../../graphql/scalars.js';
import { Payload } from '../../../graphql/user-error.js';
import { PostType } from '../../posts/index.js';
import { FEED_POLICIES } from '../feed.policy.js';

@InputType('MuteThreadInput', { description: 'Which thread not to meet in the home feed.' })
export class MuteThreadInput extends IdempotentInput {
  @Field(() => ID, { description: 'The post at its top.' })
  postId!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it ends, within ten years; it has no end where none is given.' })
  until?: Date | null;
}

@InputType('UnmuteThreadInput', { description: 'Which thread to meet again.' })
export class UnmuteThreadInput extends IdempotentInput {
  @Field(() => ID, { description: 'The post at its top.' })
  postId!: string;
}

@ObjectType({ simpleResolvers: true })
abstract class ThreadPayload extends Payload {
  @Field(() => PostType, { nullable: true, description: 'The post at the top of the thread.' })
  post?: PostType | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType('MuteThreadPayload', { simpleResolvers: true, description: 'What came of `muteThread`.' })
export class MuteThreadPayload extends ThreadPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType('UnmuteThreadPayload', { simpleResolvers: true, description: 'What came of `unmuteThread`.' })
export class UnmuteThreadPayload extends ThreadPayload {}

@Policy(FEED_POLICIES.MutedThreadConnection)
@ObjectType('MutedThreadEdge', { simpleResolvers: true, description: 'A thread that the viewer has muted.' })
export class MutedThreadEdge extends edgeOf(() => PostType) {
  @Field(() => DateTime, { description: 'Since when.' })
  mutedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it ends; null where it has no end.' })
  until!: Date | null;
}

@Policy(FEED_POLICIES.MutedThreadConnection)
@ObjectType('MutedThreadConnection', { simpleResolvers: true, description: 'Threads that the viewer has muted, the latest first.' })
export class MutedThreadConnection extends connectionOf(() => MutedThreadEdge) {}
