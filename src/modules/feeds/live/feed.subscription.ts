import { Arg, Ctx, Resolver, Root, Subscription } from 'type-graphql';
import type { GraphContext } from '../../../graphql/context.js';
import { AFTER, type LiveEvent, toLiveEvent } from '../../../graphql/live-event.js';
import { Policy } from '../../../graphql/policy.js';
import { Cursor } from '../../../graphql/scalars.js';
import { encodePostId } from '../../../kernel/global-id.js';
import { type Delivery, type LiveFeed, LiveSource } from '../../../kernel/live.js';
import { type LoaderFactories, LoaderKey } from '../../../kernel/loaders.js';
import type { Id, UserId } from '../../../kernel/ids.js';
import { encodeCursor } from '../../../kernel/page.js';
import { signedIn } from '../../../kernel/viewer.js';
import { loadPeople, userById } from '../../profiles/index.js';
import { PostEdited, type PostReader, PostRemoved } from '../../posts/index.js';
import { FeedMarkerMoved, HomeFeedEvent, PostAdded, PostReposted, RepostUndone } from './feed-event.type.js';
import { FEED_POLICIES } from '../feed.policy.js';
import { postRefOf, watchHomeFeed, type WatchHomeFeedDeps } from './watch-home-feed.js';

/** How the subscription, whose opening is no method of an instance, finds its dependencies. */
const WATCH_HOME_FEED = new LoaderKey<LiveFeed>('home feed events');

@Resolver()
export class HomeFeedSubscription {
  private readonly posts: PostReader;

  constructor(private readonly deps: WatchHomeFeedDeps) {
    this.posts = deps.posts;
  }

  registerLoaders(factories: LoaderFactories): void {
    const feed = watchHomeFeed(this.deps);
    factories.register(WATCH_HOME_FEED, () => feed);
  }

  @Policy(FEED_POLICIES.homeFeedEvents)
  @Subscription(() => HomeFeedEvent, {
    description: 'What happens to posts of the people whom the viewer follows, to public ones with a tag that they follow, and to their own; what those people repost, and take back; and how far the viewer has read. UNAUTHENTICATED when nobody is signed in.',
    subscribe: ({ args, context }) => open((args['after'] as string | null | undefined) ?? null, context as GraphContext),
  })
  async homeFeedEvents(
    @Arg('after', () => Cursor, { nullable: true, description: AFTER }) _after: string | null,
    @Root() delivery: Delivery,
    @Ctx() { viewer, loaders }: GraphContext,
  ): Promise<LiveEvent> {
    const { type, data } = delivery.event;
    if (type === 'FeedMarkerMoved') return toLiveEvent(FeedMarkerMoved, delivery, { marker: encodeCursor('posts', data['position'] as Id) });
    const ref = postRefOf(delivery.event);
    if (type === 'PostDeleted' || type === 'PostUntagged') return toLiveEvent(PostRemoved, delivery, { postId: encodePostId(ref) });
    const reposter = () => userById(viewer, data['reposterId'] as UserId, loaders);
    if (type === 'RepostUndone') return toLiveEvent(RepostUndone, delivery, { postId: encodePostId(ref), repostedBy: await reposter() });
    await loadPeople(viewer, [ref.authorId], loaders);
    const post = await this.posts.byRef(viewer, ref, loaders);
    if (type === 'PostReposted') return toLiveEvent(PostReposted, delivery, { post: post!, repostedBy: await reposter() });
    return toLiveEvent(type === 'PostCreated' ? PostAdded : PostEdited, delivery, { post: post! });
  }
}

function open(after: string | null, { viewer, loaders }: GraphContext): LiveSource {
  signedIn(viewer);
  return new LiveSource(loaders.get(WATCH_HOME_FEED), after);
}
