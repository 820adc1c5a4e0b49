import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { Payload } from '../../graphql/user-error.js';
import { MAX_MEDIA, MediaInput } from '../media/index.js';
import { PostVisibility } from './post.policy.js';
import { PostType } from './post.type.js';

@InputType('CreatePostInput', { description: 'A new post.' })
export class CreatePostInput extends IdempotentInput {
  @Field(() => String, { nullable: true, description: 'Plain text, up to the configured length in code points; may be left out where there are media.' })
  text?: string | null;

  @Field(() => [MediaInput], { nullable: true, description: `Pictures and films, at most ${MAX_MEDIA}.` })
  media?: MediaInput[] | null;

  @Field(() => PostVisibility, { defaultValue: PostVisibility.PUBLIC, description: 'Whom it is for; this can not be changed later.' })
  visibility!: PostVisibility;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType('CreatePostPayload', { simpleResolvers: true, description: 'What came of `createPost`.' })
export class CreatePostPayload extends Payload {
  @Field(() => PostType, { nullable: true, description: 'The new post.' })
  post?: PostType | null;
}

@InputType('EditPostInput', { description: 'A new text for one\'s own post.' })
export class EditPostInput extends IdempotentInput {
  @Field(() => ID, { description: 'The post.' })
  postId!: string;

  @Field(() => String, { nullable: true, description: 'The whole new text; null or blank only where the post has media.' })
  text?: string | null;

  @Field(() => Int, { description: 'The `version` that the editor has seen; another one is a CONFLICT.' })
  expectedVersion!: number;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType('EditPostPayload', { simpleResolvers: true, description: 'What came of `editPost`.' })
export class EditPostPayload extends Payload {
  @Field(() => PostType, { nullable: true, description: 'The post as it is now.' })
  post?: PostType | null;
}

@InputType('DeletePostInput', { description: 'Which of one\'s own posts to delete.' })
export class DeletePostInput extends IdempotentInput {
  @Field(() => ID, { description: 'The post.' })
  postId!: string;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType('DeletePostPayload', { simpleResolvers: true, description: 'What came of `deletePost`.' })
export class DeletePostPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'The id of the post that is gone.' })
  deletedPostId?: string | null;
}
