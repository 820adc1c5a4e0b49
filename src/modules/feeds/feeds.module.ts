import type { Clock } from '../../kernel/clock.js';
import type { Commit } from '../../kernel/commit.js';
import type { LogConsumer } from '../../kernel/consumer.js';
import type { LoaderFactories } from '../../kernel/loaders.js';
import type { Mongo } from '../../platform/mongo/mongo.js';
import type { Postgres } from '../../platform/postgres/postgres.js';
import type { Posts } from '../posts/index.js';
import type { Relationships, Tx } from '../relationships/index.js';
import type { Reposts } from '../reposts/index.js';
import { EntryStore } from './entry.store.js';
import { feedConsumers } from './feed.consumers.js';
import { FeedResolver } from './feed.resolver.js';
import { HomeFeedSubscription } from './feed.subscription.js';
import { HomeCircleStore } from './home-circle.store.js';
import { homeFeed } from './home-feed.js';
import { listMutedThreads } from './list-muted-threads.js';
import { muteThread, unmuteThread } from './mute-thread.js';
import { TagFeedResolver } from './tag-feed.resolver.js';
import { makeThreadMuteLoader, THREAD_MUTES } from './thread-mute.loaders.js';
import { MutedThreadsResolver, PostMutedResolver, ThreadMuteResolver } from './thread-mute.resolver.js';
import type { DealingSources } from './ranked/dealings.js';
import { rankedFeed } from './ranked/ranked-feed.js';
import { RankingStore } from './ranked/ranking.store.js';
import { userFeed } from './user-feed.js';

export interface FeedsDeps {
  readonly postgres: Postgres;
  readonly mongo: Mongo;
  readonly posts: Posts;
  readonly reposts: Reposts;
  readonly relationships: Relationships;
  readonly commit: Commit<Tx>;
  readonly clock: Clock;
  /** Where it is known whom people deal with. */
  readonly dealings: DealingSources;
}

export interface Feeds {
  readonly resolvers: object[];
  readonly consumers: readonly LogConsumer[];
  registerLoaders(factories: LoaderFactories): void;
}

export function createFeeds({ postgres, mongo, posts: { reader: posts }, reposts, relationships, commit, clock, dealings }: FeedsDeps): Feeds {
  const { threadMutes } = relationships;
  const circles = new HomeCircleStore(postgres);
  const entries = new EntryStore(mongo);
  const reading = { circles, entries, timelines: null, posts, reposts: reposts.store };
  const rankings = new RankingStore(mongo);
  const home = homeFeed({ ...reading, builder: null });
  const ranked = rankedFeed({ ...reading, rankings, dealings, clock });
  const events = new HomeFeedSubscription({ posts, relationships });
  const muting = { posts, threadMutes, commit, clock };
  const mutedBy = listMutedThreads(posts, threadMutes);
  return {
    resolvers: [
      new FeedResolver({ home, ranked, ofUser: userFeed(posts), posts }),
      new TagFeedResolver(posts),
      new ThreadMuteResolver({ muteThread: muteThread(muting), unmuteThread: unmuteThread(muting), mutedBy, posts }),
      new MutedThreadsResolver(mutedBy),
      new PostMutedResolver(),
      events,
    ],
    consumers: feedConsumers(threadMutes),
    registerLoaders: (factories) => {
      factories.register(THREAD_MUTES, () => makeThreadMuteLoader(threadMutes));
      events.registerLoaders(factories);
    },
  };
}
