import { createUnionType, Field, ID, ObjectType } from 'type-graphql';
import { LIVE_NOTICES, LiveEvent } from '../../graphql/live-event.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { PostCountersChanged, PostEdited, PostRemoved } from '../posts/index.js';
import { CommentType } from './comment.type.js';

@Policy(SHARED_POLICIES.event)
@ObjectType('CommentAdded', { implements: LiveEvent, simpleResolvers: true, description: 'Somebody has written a comment.' })
export class CommentAdded extends LiveEvent {
  @Field(() => CommentType, { description: 'The comment.' })
  comment!: CommentType;
}

@Policy(SHARED_POLICIES.event)
@ObjectType('CommentRemoved', { implements: LiveEvent, simpleResolvers: true, description: 'A comment was deleted; where living answers hang on it, a tombstone stays.' })
export class CommentRemoved extends LiveEvent {
  @Field(() => ID, { description: 'The id of the comment.' })
  commentId!: string;
}

export const PostEvent = createUnionType({
  name: 'PostEvent',
  description: 'What can happen to a post and under it.',
  types: () => [CommentAdded, CommentRemoved, PostEdited, PostRemoved, PostCountersChanged, ...LIVE_NOTICES] as const,
});
