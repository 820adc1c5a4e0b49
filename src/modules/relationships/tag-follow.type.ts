import { Field, InputType, ObjectType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { Payload } from '../../graphql/user-error.js';

@InputType('FollowTagInput', { description: 'Which tag to follow.' })
export class FollowTagInput extends IdempotentInput {
  @Field(() => String, { description: 'The tag in any spelling, with or without its sign.' })
  tag!: string;
}

@InputType('UnfollowTagInput', { description: 'Which tag to follow no longer.' })
export class UnfollowTagInput extends IdempotentInput {
  @Field(() => String, { description: 'The tag in any spelling, with or without its sign.' })
  tag!: string;
}

@ObjectType({ simpleResolvers: true })
abstract class TagPayload extends Payload {
  @Field(() => String, { nullable: true, description: 'The tag as it is kept: in compatible characters and lower case, without its sign.' })
  tag?: string | null;

  @Field(() => [String], { nullable: true, description: 'All tags that the viewer follows now, the latest first.' })
  followedTags?: readonly string[] | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType('FollowTagPayload', { simpleResolvers: true, description: 'What came of `followTag`.' })
export class FollowTagPayload extends TagPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType('UnfollowTagPayload', { simpleResolvers: true, description: 'What came of `unfollowTag`.' })
export class UnfollowTagPayload extends TagPayload {}
