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
@ObjectType('PostRemoved', { implements: LiveEvent, simpleResolvers: true, description: 'A post is gone.' })
export class PostRemoved extends LiveEvent {
  @Field(() => ID, { description: 'The id that the post had.' })
  postId!: string;
}
