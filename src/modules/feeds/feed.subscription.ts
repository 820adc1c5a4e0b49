import { Ctx, Resolver, Root, Subscription } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { type LiveEvent, toLiveEvent } from '../../graphql/live-event.js';
import { Policy } from '../../graphql/policy.js';
import { encodePostId } from '../../kernel/global-id.js';
import { type Delivery, LIVE } from '../../kernel/live.js';
import { type LoaderFactories, LoaderKey } from '../../kernel/loaders.js';
import { signedIn } from '../../kernel/viewer.js';
import { PostEdited, type PostReader, PostRemoved } from '../posts/index.js';
import { HomeFeedEvent, PostAdded } from './feed-event.type.js';
import { FEED_POLICIES } from './feed.policy.js';
import { postRefOf, watchHomeFeed } from './watch-home-feed.js';

/** How the subscription, whose opening is no method of an instance, finds its dependencies. */
const WATCH_HOME_FEED = new LoaderKey<ReturnType<typeof watchHomeFeed>>('home feed events');

@Resolver()
export class HomeFeedSubscription {
  constructor(private readonly posts: PostReader) {}

  registerLoaders(factories: LoaderFactories): void {
    const watch = watchHomeFeed(this.posts);
    factories.register(WATCH_HOME_FEED, () => watch);
  }

  @Policy(FEED_POLICIES.homeFeedEvents)
  @Subscription(() => HomeFeedEvent, {
    description: 'What happens to posts of the people whom the viewer follows, and to their own. UNAUTHENTICATED when nobody is signed in.',
    subscribe: ({ context }) => open(context as GraphContext),
  })
  async homeFeedEvents(@Root() delivery: Delivery, @Ctx() { viewer, loaders }: GraphContext): Promise<LiveEvent> {
    const ref = postRefOf(delivery);
    const { type } = delivery.event;
    if (type === 'PostDeleted') return toLiveEvent(PostRemoved, delivery, { postId: encodePostId(ref) });
    const post = await this.posts.byRef(viewer, ref, loaders);
    return toLiveEvent(type === 'PostCreated' ? PostAdded : PostEdited, delivery, { post: post! });
  }
}

function open({ viewer, loaders, listener }: GraphContext) {
  const reader = signedIn(viewer);
  if (!listener) throw new Error('A subscription was opened without a connection.');
  return loaders.get(WATCH_HOME_FEED)(reader, loaders.get(LIVE), listener);
}
