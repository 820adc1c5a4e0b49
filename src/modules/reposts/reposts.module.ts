import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import type { LogConsumer } from '../../kernel/consumer.js';
import type { DeletionStep } from '../../kernel/deletion.js';
import type { LoaderFactories } from '../../kernel/loaders.js';
import type { Mongo, MongoTx } from '../../platform/mongo/mongo.js';
import type { Posts } from '../posts/index.js';
import { deleteAccountReposts } from './delete-account-reposts.js';
import { PostRepostsResolver } from './post-reposts.resolver.js';
import { repostPost } from './repost-post.js';
import { repostConsumers } from './repost.consumers.js';
import type { RepostRow } from './repost.entity.js';
import { registerRepostLoaders } from './repost.loaders.js';
import { RepostResolver } from './repost.resolver.js';
import { RepostStore } from './repost.store.js';
import { undoRepost } from './undo-repost.js';
import { ViewerRepostPart } from './viewer-repost.part.js';

export interface RepostsDeps {
  readonly mongo: Mongo;
  readonly commit: Commit<MongoTx>;
  readonly announcer: Announcer<MongoTx>;
  readonly clock: Clock;
  readonly posts: Posts;
}

export interface Reposts {
  readonly resolvers: object[];
  readonly consumers: readonly LogConsumer[];
  readonly deletionSteps: readonly DeletionStep[];
  /** Reposts as feeds read them; to whom they may be shown is for the reader to ask. */
  readonly store: RepostStore;
  /** Who is to know of a repost before whoever made it reads on; it must not throw. */
  registerHearer(hear: (repost: RepostRow) => Promise<void>): void;
  registerLoaders(factories: LoaderFactories): void;
}

export function createReposts(deps: RepostsDeps): Reposts {
  const store = new RepostStore(deps.mongo);
  const posts = deps.posts.reader;
  const actionDeps = { ...deps, store, posts };
  deps.posts.registerPart(new ViewerRepostPart(store));
  const hearers: ((repost: RepostRow) => Promise<void>)[] = [];
  const made = async (repost: RepostRow) => void (await Promise.all(hearers.map((hear) => hear(repost))));

  return {
    resolvers: [new RepostResolver({ repostPost: repostPost({ ...actionDeps, made }), undoRepost: undoRepost(actionDeps) }, posts), new PostRepostsResolver()],
    consumers: repostConsumers(store, posts),
    deletionSteps: [deleteAccountReposts(actionDeps)],
    store,
    registerHearer: (hear) => void hearers.push(hear),
    registerLoaders: (factories) => registerRepostLoaders(factories, store),
  };
}
