import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { Payload } from '../../graphql/user-error.js';
import { PostType } from '../posts/index.js';

@InputType('RepostPostInput', { description: 'Which post to hand on.' })
export class RepostPostInput extends IdempotentInput {
  @Field(() => ID, { description: 'The post.' })
  postId!: string;
}

@InputType('UndoRepostInput', { description: 'Which repost to take back.' })
export class UndoRepostInput extends IdempotentInput {
  @Field(() => ID, { description: 'The post that was reposted.' })
  postId!: string;
}

@ObjectType({ simpleResolvers: true })
abstract class RepostedPayload extends Payload {
  @Field(() => PostType, { nullable: true, description: 'The post; `viewerHasReposted` is right at once, `repostCount` follows within 5 seconds.' })
  post?: PostType | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType('RepostPostPayload', { simpleResolvers: true, description: 'What came of `repostPost`.' })
export class RepostPostPayload extends RepostedPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType('UndoRepostPayload', { simpleResolvers: true, description: 'What came of `undoRepost`.' })
export class UndoRepostPayload extends RepostedPayload {}
