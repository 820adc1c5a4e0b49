import type { EntityCache } from '../../kernel/cache.js';
import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import type { LogConsumer } from '../../kernel/consumer.js';
import type { DeletionStep } from '../../kernel/deletion.js';
import type { UserId } from '../../kernel/ids.js';
import type { LoaderFactories } from '../../kernel/loaders.js';
import type { Mongo, MongoTx } from '../../platform/mongo/mongo.js';
import type { FindByUsername, Posts } from '../posts/index.js';
import type { CommentPart } from './comment.assembly.js';
import { commentBodies } from './comment.bodies.js';
import { commentConsumers } from './comment.consumers.js';
import { registerCommentLoaders } from './comment.loaders.js';
import { CommentMutationsResolver } from './comment-mutations.resolver.js';
import { CommentReader } from './comment.reader.js';
import { CommentResolver } from './comment.resolver.js';
import { CommentStore } from './comment.store.js';
import { createComment } from './create-comment.js';
import { deleteAccountComments } from './delete-account-comments.js';
import { deleteComment } from './delete-comment.js';
import { PostCommentsPart } from './post-comments.part.js';
import { PostEventsSubscription } from './post-events.subscription.js';
import { PostCommentsResolver } from './post-comments.resolver.js';

export interface CommentsDeps {
  readonly mongo: Mongo;
  readonly commit: Commit<MongoTx>;
  readonly announcer: Announcer<MongoTx>;
  readonly clock: Clock;
  readonly entityCache: EntityCache;
  readonly posts: Posts;
  /** Active people by username in any case, as a Map by `usernameKey`. */
  readonly userIdsByUsername: FindByUsername;
  /** Code points. */
  readonly maxCommentLength: number;
}

export interface Comments {
  readonly resolvers: object[];
  /** Comments as a viewer may see them. */
  readonly reader: CommentReader;
  readonly consumers: readonly LogConsumer[];
  readonly deletionSteps: readonly DeletionStep[];
  /** Under whose posts a person has commented, the latest first, one for each comment. */
  latestOf(userId: UserId, limit: number): Promise<readonly UserId[]>;
  registerLoaders(factories: LoaderFactories): void;
  /** Takes a lower module's share of every read of comments, at assembly. */
  registerPart(part: CommentPart): void;
}

export function createComments(deps: CommentsDeps): Comments {
  const parts: CommentPart[] = [];
  const posts = deps.posts.reader;
  const store = new CommentStore(deps.mongo, deps.entityCache);
  const bodies = commentBodies(store, deps.entityCache);
  const reader = new CommentReader(store, bodies, posts, parts);
  const actionDeps = { ...deps, store, posts, reader, findByUsername: deps.userIdsByUsername };
  const actions = { createComment: createComment(actionDeps), deleteComment: deleteComment(actionDeps) };
  const events = new PostEventsSubscription({ posts, comments: reader });
  deps.posts.registerPart(new PostCommentsPart(store, bodies, parts));

  return {
    resolvers: [new CommentResolver(reader, posts), new CommentMutationsResolver(actions, reader), new PostCommentsResolver(reader), events],
    reader,
    consumers: commentConsumers(store, posts),
    deletionSteps: [deleteAccountComments(actionDeps)],
    latestOf: (userId, limit) => store.latestOf(userId, limit),
    registerLoaders: (factories) => {
      registerCommentLoaders(factories, store, bodies);
      events.registerLoaders(factories);
    },
    registerPart: (part) => void parts.push(part),
  };
}
