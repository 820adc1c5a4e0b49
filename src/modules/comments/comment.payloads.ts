import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { Payload } from '../../graphql/user-error.js';
import { CommentType } from './comment.type.js';

@InputType('CreateCommentInput', { description: 'A new comment.' })
export class CreateCommentInput extends IdempotentInput {
  @Field(() => ID, { description: 'The post under which it will stand.' })
  postId!: string;

  @Field(() => ID, { nullable: true, description: 'The comment that it answers; left out where it answers the post.' })
  parentCommentId?: string | null;

  @Field(() => String, { description: 'Plain text, up to the configured length in code points.' })
  text!: string;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType('CreateCommentPayload', { simpleResolvers: true, description: 'What came of `createComment`.' })
export class CreateCommentPayload extends Payload {
  @Field(() => CommentType, { nullable: true, description: 'The new comment.' })
  comment?: CommentType | null;
}

@InputType('DeleteCommentInput', { description: 'Which of one\'s own comments to delete.' })
export class DeleteCommentInput extends IdempotentInput {
  @Field(() => ID, { description: 'The comment.' })
  commentId!: string;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType('DeleteCommentPayload', { simpleResolvers: true, description: 'What came of `deleteComment`.' })
export class DeleteCommentPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'The id of the comment that was deleted.' })
  deletedCommentId?: string | null;
}
