import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import type { LogConsumer } from '../../kernel/consumer.js';
import type { DeletionStep } from '../../kernel/deletion.js';
import type { UserId } from '../../kernel/ids.js';
import type { LoaderFactories } from '../../kernel/loaders.js';
import type { Mongo, MongoTx } from '../../platform/mongo/mongo.js';
import type { Comments, CommentType } from '../comments/index.js';
import type { Posts, PostType } from '../posts/index.js';
import { addReaction } from './add-reaction.js';
import { CommentReactionsResolver } from './comment-reactions.resolver.js';
import { deleteAccountReactions } from './delete-account-reactions.js';
import { PostReactionsResolver } from './post-reactions.resolver.js';
import { reactionConsumers } from './reaction.consumers.js';
import { registerReactionLoaders } from './reaction.loaders.js';
import { ReactionResolver } from './reaction.resolver.js';
import { ReactionStore } from './reaction.store.js';
import { removeReaction } from './remove-reaction.js';
import { Subjects } from './subjects.js';
import { ViewerReactionPart } from './viewer-reaction.part.js';

export interface ReactionsDeps {
  readonly mongo: Mongo;
  readonly commit: Commit<MongoTx>;
  readonly announcer: Announcer<MongoTx>;
  readonly clock: Clock;
  readonly posts: Posts;
  readonly comments: Comments;
}

export interface Reactions {
  readonly resolvers: object[];
  readonly consumers: readonly LogConsumer[];
  readonly deletionSteps: readonly DeletionStep[];
  /** Under whose posts a person has reacted, the latest first, one for each reaction. */
  latestOf(userId: UserId, limit: number): Promise<readonly UserId[]>;
  registerLoaders(factories: LoaderFactories): void;
}

export function createReactions(deps: ReactionsDeps): Reactions {
  const store = new ReactionStore(deps.mongo);
  const subjects = new Subjects(deps.posts.reader, deps.comments.reader);
  const actionDeps = { ...deps, store, subjects };
  const actions = { addReaction: addReaction(actionDeps), removeReaction: removeReaction(actionDeps) };
  deps.posts.registerPart(new ViewerReactionPart<PostType>(store));
  deps.comments.registerPart(new ViewerReactionPart<CommentType>(store));

  return {
    resolvers: [new ReactionResolver(actions, subjects), new PostReactionsResolver(), new CommentReactionsResolver()],
    consumers: reactionConsumers(actionDeps),
    deletionSteps: [deleteAccountReactions(actionDeps)],
    latestOf: (userId, limit) => store.latestOf(userId, limit),
    registerLoaders: (factories) => registerReactionLoaders(factories, store),
  };
}
