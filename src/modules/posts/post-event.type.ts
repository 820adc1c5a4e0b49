import { Field, ID, ObjectType } from 'type-graphql';
import { LiveEvent } from '../../graphql/live-event.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { PostType } from './post.type.js';

@Policy(SHARED_POLICIES.event)
@ObjectType('PostEdited', { implements: LiveEvent, simpleResolvers: true, description: 'The text of a post was changed.' })
export class PostEdited extends LiveEvent {
  @Field(() => PostType, { description: 'The post as it is now.' })
  post!: PostType;
}

@Policy(SHARED_POLICIES.event)
@ObjectType('PostCountersChanged', { implements: LiveEvent, simpleResolvers: true, description: 'Comments or reactions were counted; at most once a second.' })
export class PostCountersChanged extends LiveEvent {
  @Field(() => PostType, { description: 'The post with its counters as they are now.' })
  post!: PostType;
}

@Policy(SHARED_POLICIES.event)
@ObjectType('PostRemoved', { implements: LiveEvent, simpleResolvers: true, description: 'A post is gone; or it has left the stream, as one that has lost the tag by which it was in a home feed.' })
export class PostRemoved extends LiveEvent {
  @Field(() => ID, { description: 'The id of the post.' })
  postId!: string;
}
