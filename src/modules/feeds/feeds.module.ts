import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import type { LogConsumer } from '../../kernel/consumer.js';
import type { DeletionStep } from '../../kernel/deletion.js';
import type { JobHandler, JobQueue } from '../../kernel/job.js';
import type { LoaderFactories } from '../../kernel/loaders.js';
import { forgetConsumer } from '../../platform/log/consumer-runner.js';
import type { Mongo, MongoTx } from '../../platform/mongo/mongo.js';
import type { Postgres } from '../../platform/postgres/postgres.js';
import type { ScriptedKeys } from '../../platform/redis/scripted-keys.js';
import type { Log } from '../../platform/telemetry/log.js';
import type { Jobs } from '../jobs/index.js';
import type { Posts } from '../posts/index.js';
import type { Relationships, Tx } from '../relationships/index.js';
import type { Reposts } from '../reposts/index.js';
import { EntryStore } from './home/entry.store.js';
import { repostEntry } from './home/feed-entry.js';
import { setFeedMarker } from './markers/feed-marker.js';
import { FeedMarkerResolver } from './markers/feed-marker.resolver.js';
import { FeedMarkerStore } from './markers/feed-marker.store.js';
import { FeedResolver } from './feed.resolver.js';
import { HomeFeedSubscription } from './live/feed.subscription.js';
import { HomeCircleStore } from './home/home-circle.store.js';
import { homeFeed } from './home/home-feed.js';
import { listMutedThreads } from './threads/list-muted-threads.js';
import { muteThread, unmuteThread } from './threads/mute-thread.js';
import { NO_REBUILD } from './timelines/fan-out.jobs.js';
import { rebuildFeed } from './timelines/rebuild-feed.js';
import { RebuildFeedResolver } from './timelines/rebuild-feed.resolver.js';
import { TagFeedResolver } from './tag-feed.resolver.js';
import { threadMuteConsumers } from './threads/thread-mute.consumers.js';
import { makeThreadMuteLoader, THREAD_MUTES } from './threads/thread-mute.loaders.js';
import { MutedThreadsResolver, PostMutedResolver, ThreadMuteResolver } from './threads/thread-mute.resolver.js';
import type { DealingSources } from './ranked/dealings.js';
import { rankedFeed } from './ranked/ranked-feed.js';
import { RankingStore } from './ranked/ranking.store.js';
import { TIMELINE_CONSUMER } from './timelines/timeline.consumers.js';
import { createTimelines, type TimelineSettings } from './timelines/timelines.js';
import { userFeed } from './user-feed.js';

export interface FeedsDeps {
  readonly postgres: Postgres;
  readonly mongo: Mongo;
  readonly posts: Posts;
  readonly reposts: Reposts;
  readonly relationships: Relationships;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly clock: Clock;
  /** Where it is known whom people deal with. */
  readonly dealings: DealingSources;
  readonly jobs: JobQueue<MongoTx>;
  readonly ownJobs: Jobs;
  /** Where jobs are kept. */
  readonly contentCommit: Commit<MongoTx>;
  readonly log: Log;
  /** Null where there is no Redis. */
  readonly scriptedKeys: ScriptedKeys | null;
  /** Null where no timelines are to be kept. */
  readonly timelines: TimelineSettings | null;
}

export interface Feeds {
  readonly resolvers: object[];
  readonly consumers: readonly LogConsumer[];
  readonly jobHandlers: readonly JobHandler[];
  readonly deletionSteps: readonly DeletionStep[];
  /** A worker that keeps no timelines says so, since nobody else keeps them up then. */
  startWorker(): Promise<void>;
  /** Waits until no timeline is being built by this process. */
  idle(): Promise<void>;
  stop(): Promise<void>;
  registerLoaders(factories: LoaderFactories): void;
}

export function createFeeds({ postgres, mongo, posts: { reader: posts }, reposts, relationships, commit, announcer, clock, dealings, jobs, ownJobs, contentCommit, log, scriptedKeys, timelines: settings }: FeedsDeps): Feeds {
  const { threadMutes } = relationships;
  const circles = new HomeCircleStore(postgres);
  const entries = new EntryStore(mongo);
  const timelines = scriptedKeys && settings && createTimelines({ ...settings, redis: scriptedKeys, circles, entries, jobs, log });
  // Their own repost is there when they read on. Where this fails no timeline is believed, or the fan-out comes soon.
  if (timelines) reposts.registerHearer((repost) => timelines.store.push([repost.reposterId], [repostEntry({ ...repost, id: repost._id })]).catch(() => undefined));
  const reading = { circles, entries, timelines: timelines?.store ?? null, builder: timelines?.builder ?? null, posts, reposts: reposts.store };
  const rankings = new RankingStore(mongo);
  const home = homeFeed(reading);
  const ranked = rankedFeed({ ...reading, rankings, dealings, clock });
  const events = new HomeFeedSubscription({ posts, reposts: reposts.store, circles, tagFollows: relationships.tagFollows });
  const markers = new FeedMarkerStore(postgres);
  const muting = { posts, threadMutes, commit, clock };
  const mutedBy = listMutedThreads(posts, threadMutes);
  return {
    resolvers: [
      new FeedResolver({ home, ranked, ofUser: userFeed(posts), posts }),
      new TagFeedResolver(posts),
      new ThreadMuteResolver({ muteThread: muteThread(muting), unmuteThread: unmuteThread(muting), mutedBy, posts }),
      new MutedThreadsResolver(mutedBy),
      new RebuildFeedResolver(rebuildFeed({ commit: contentCommit, jobs }), ownJobs),
      new FeedMarkerResolver({ setFeedMarker: setFeedMarker({ markers, commit, announcer, clock }), markerOf: (userId) => markers.of(userId) }),
      new PostMutedResolver(),
      events,
    ],
    consumers: [...threadMuteConsumers(threadMutes), ...(timelines?.consumers ?? [])],
    jobHandlers: timelines?.jobHandlers ?? [NO_REBUILD],
    deletionSteps: [
      { name: 'feeds.circle', order: 100, run: (userId) => circles.forget(userId) },
      { name: 'feeds.rankings', order: 100, run: (userId) => rankings.forgetAll(userId) },
      ...(timelines?.deletionSteps ?? []),
    ],
    startWorker: async () => {
      if (timelines) return;
      await circles.raiseGeneration();
      await forgetConsumer(mongo, TIMELINE_CONSUMER);
    },
    idle: async () => timelines?.builder.idle(),
    stop: async () => timelines?.builder.stop(),
    registerLoaders: (factories) => {
      factories.register(THREAD_MUTES, () => makeThreadMuteLoader(threadMutes));
      events.registerLoaders(factories);
    },
  };
}
