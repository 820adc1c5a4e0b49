import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf, edgeOf, toConnection } from '../../graphql/connection.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { Cursor, DateTime } from '../../graphql/scalars.js';
import { timeOf } from '../../kernel/ids.js';
import { encodeCursor } from '../../kernel/page.js';
import { PostType } from '../posts/index.js';
import { UserType } from '../profiles/index.js';
import type { Marker } from './home/home-circle.store.js';
import type { HomePage } from './home/home-feed.js';
import type { HomeItem } from './home/home-items.js';
import { FEED_REASONS, type FeedReasonKind } from './home/home-rules.js';
import type { FeedState } from './home/home-source.js';
import { FeedScore } from './ranked/feed-score.type.js';

registerEnumType(FEED_REASONS, {
  name: 'FeedReasonKind',
  description: 'Why a post is in a home feed.',
  valuesConfig: {
    FOLLOW: { description: 'The viewer follows its author.' },
    OWN: { description: 'It is the viewer\'s own.' },
    TAG: { description: 'The viewer follows one of its tags.' },
    REPOST: { description: 'The viewer, or somebody whom they follow, has reposted it.' },
  },
});

const FEED_STATES = { FRESH: 'FRESH', REBUILDING: 'REBUILDING', DEGRADED: 'DEGRADED' } as const satisfies Record<FeedState, FeedState>;
registerEnumType(FEED_STATES, {
  name: 'FeedState',
  description: 'How a home feed is kept at the moment. It is complete in each of these states; it costs more in the last two.',
  valuesConfig: {
    FRESH: { description: 'As it should be.' },
    REBUILDING: { description: 'The viewer\'s timeline is being made anew; until then the feed is read from the stores.' },
    DEGRADED: { description: 'The store of timelines is away; the feed is read from the others.' },
  },
});

@Policy(SHARED_POLICIES.page)
@ObjectType('FeedReason', { simpleResolvers: true, description: 'Why a post is in the viewer\'s home feed, and at this place.' })
export class FeedReason {
  @Field(() => FEED_REASONS, { description: 'The first of these that applies: own, follow, tag, repost.' })
  kind!: FeedReasonKind;

  @Field(() => [UserType], { description: 'Who brought it to the viewer by reposting it: up to three, the first of them first. Empty for any other reason.' })
  repostedBy!: readonly UserType[];

  @Field(() => String, { nullable: true, description: 'The tag that the viewer follows, without its sign; null for any other reason.' })
  tag!: string | null;

  @Field(() => FeedScore, { nullable: true, description: 'How it came to this place in a ranked feed; null where the order is that of time.' })
  score!: FeedScore | null;
}

@Policy(SHARED_POLICIES.page)
@ObjectType('FeedMarker', { simpleResolvers: true, description: 'How far the viewer has read their home feed, the same on all their devices.' })
export class FeedMarker {
  @Field(() => Cursor, { description: 'The position: a cursor of the home feed.' })
  cursor!: string;

  @Field(() => DateTime, { description: 'When it was set.' })
  updatedAt!: Date;
}

@Policy(SHARED_POLICIES.page)
@ObjectType('HomeFeedEdge', { simpleResolvers: true, description: 'A post in the viewer\'s home feed.' })
export class HomeFeedEdge extends edgeOf(() => PostType) {
  @Field(() => FeedReason, { description: 'Why it is there.' })
  reason!: FeedReason;
}

@Policy(SHARED_POLICIES.page)
@ObjectType('HomeFeedConnection', { simpleResolvers: true, description: 'A page of the viewer\'s home feed, newest first.' })
export class HomeFeedConnection extends connectionOf(() => HomeFeedEdge) {
  @Field(() => FEED_STATES, { description: 'How the feed is kept at the moment.' })
  state!: FeedState;

  @Field(() => DateTime, { nullable: true, description: 'How far back the viewer\'s timeline reaches: what is older comes from the store, as completely. Null where one of the two has everything.' })
  completeSince!: Date | null;

  @Field(() => FeedMarker, { nullable: true, description: 'How far the viewer has read; null where they have never said so.' })
  marker!: FeedMarker | null;
}

export const toFeedMarker = (marker: Marker | null): FeedMarker | null =>
  marker && Object.assign(new FeedMarker(), { cursor: encodeCursor('posts', marker.position), updatedAt: marker.updatedAt });

const toReason = ({ reason, repostedBy }: HomeItem, score: FeedScore | null): FeedReason => Object.assign(new FeedReason(), { kind: reason.kind, tag: reason.tag, repostedBy, score });

export const toHomeEdge = (item: HomeItem, cursor: string, score: FeedScore): HomeFeedEdge =>
  Object.assign(new HomeFeedEdge(), { cursor, node: item.post, reason: toReason(item, score) });

export const toHomeFeed = (page: HomePage): HomeFeedConnection =>
  Object.assign(
    toConnection<HomeItem, HomeFeedEdge, HomeFeedConnection>(HomeFeedConnection, HomeFeedEdge, 'posts', page, ({ position }) => position, (item) => ({ node: item.post, reason: toReason(item, null) })),
    { state: page.state, completeSince: page.floor && timeOf(page.floor), marker: toFeedMarker(page.marker) },
  );
