import { createUnionType, Field, ObjectType } from 'type-graphql';
import { LIVE_NOTICES, LiveEvent } from '../../graphql/live-event.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { PostEdited, PostRemoved, PostType } from '../posts/index.js';

@Policy(SHARED_POLICIES.event)
@ObjectType('PostAdded', { implements: LiveEvent, simpleResolvers: true, description: 'Somebody has published a post.' })
export class PostAdded extends LiveEvent {
  @Field(() => PostType, { description: 'The post.' })
  post!: PostType;
}

export const HomeFeedEvent = createUnionType({
  name: 'HomeFeedEvent',
  description: 'What can happen to the viewer\'s home feed.',
  types: () => [PostAdded, PostEdited, PostRemoved, ...LIVE_NOTICES] as const,
});
