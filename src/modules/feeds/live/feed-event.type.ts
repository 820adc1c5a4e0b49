import { createUnionType, Field, ID, ObjectType } from 'type-graphql';
import { LIVE_NOTICES, LiveEvent } from '../../../graphql/live-event.js';
import { Policy, SHARED_POLICIES } from '../../../graphql/policy.js';
import { Cursor } from '../../../graphql/scalars.js';
import { UserType } from '../../profiles/index.js';
import { PostEdited, PostRemoved, PostType } from '../../posts/index.js';

@Policy(SHARED_POLICIES.event)
@ObjectType('PostAdded', { implements: LiveEvent, simpleResolvers: true, description: 'Somebody has published a post.' })
export class PostAdded extends LiveEvent {
  @Field(() => PostType, { description: 'The post.' })
  post!: PostType;
}

@Policy(SHARED_POLICIES.event)
@ObjectType('PostReposted', { implements: LiveEvent, simpleResolvers: true, description: 'Somebody whom the viewer follows has brought a post by reposting it, that nobody has brought before; or the viewer has.' })
export class PostReposted extends LiveEvent {
  @Field(() => PostType, { description: 'The post.' })
  post!: PostType;

  @Field(() => UserType, { nullable: true, description: 'Who it was; null where the viewer may not know of them any more.' })
  repostedBy!: UserType | null;
}

@Policy(SHARED_POLICIES.event)
@ObjectType('RepostUndone', { implements: LiveEvent, simpleResolvers: true, description: 'Somebody whom the viewer follows, or the viewer, has taken back a repost that may have brought a post. Where nobody else has brought it, it is in the feed no more.' })
export class RepostUndone extends LiveEvent {
  @Field(() => ID, { description: 'The post, which is still there.' })
  postId!: string;

  @Field(() => UserType, { nullable: true, description: 'Who it was; null where the viewer may not know of them any more.' })
  repostedBy!: UserType | null;
}

@Policy(SHARED_POLICIES.event)
@ObjectType('FeedMarkerMoved', { implements: LiveEvent, simpleResolvers: true, description: 'The viewer has read further, perhaps on another device.' })
export class FeedMarkerMoved extends LiveEvent {
  @Field(() => Cursor, { description: 'Where the marker stands now: a cursor of the home feed.' })
  marker!: string;
}

export const HomeFeedEvent = createUnionType({
  name: 'HomeFeedEvent',
  description: 'What can happen to the viewer\'s home feed.',
  types: () => [PostAdded, PostReposted, RepostUndone, PostEdited, PostRemoved, FeedMarkerMoved, ...LIVE_NOTICES] as const,
});
