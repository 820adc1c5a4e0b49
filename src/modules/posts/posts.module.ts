import type { EntityCache } from '../../kernel/cache.js';
import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import type { DeletionStep } from '../../kernel/deletion.js';
import type { LoaderFactories } from '../../kernel/loaders.js';
import type { Mongo, MongoTx } from '../../platform/mongo/mongo.js';
import { createPost } from './create-post.js';
import { deleteAccountPosts } from './delete-account-posts.js';
import { deletePost } from './delete-post.js';
import { editPost } from './edit-post.js';
import { FacetResolver } from './facet.resolver.js';
import { PostMutationsResolver } from './post-mutations.resolver.js';
import type { PostPart } from './post.assembly.js';
import { postBodies } from './post.bodies.js';
import { registerPostLoaders } from './post.loaders.js';
import { PostReader } from './post.reader.js';
import { PostResolver } from './post.resolver.js';
import { PostStore } from './post.store.js';
import type { FindByUsername } from './read-facets.js';
import { UserPostsResolver } from './user-posts.resolver.js';

export interface PostsDeps {
  readonly mongo: Mongo;
  readonly commit: Commit<MongoTx>;
  readonly announcer: Announcer<MongoTx>;
  readonly clock: Clock;
  readonly entityCache: EntityCache;
  /** Active people by username in any case, as a Map by `usernameKey`. */
  readonly userIdsByUsername: FindByUsername;
  /** Code points. */
  readonly maxPostLength: number;
}

export interface Posts {
  readonly resolvers: object[];
  /** Posts as a viewer may see them. */
  readonly reader: PostReader;
  readonly deletionSteps: readonly DeletionStep[];
  registerLoaders(factories: LoaderFactories): void;
  /** Takes a lower module's share of every read of posts, at assembly. */
  registerPart(part: PostPart): void;
}

export function createPosts(deps: PostsDeps): Posts {
  const parts: PostPart[] = [];
  const store = new PostStore(deps.mongo, deps.entityCache);
  const bodies = postBodies(store, deps.entityCache);
  const reader = new PostReader(store, bodies, parts);
  const actionDeps = { ...deps, store, findByUsername: deps.userIdsByUsername };
  const actions = { createPost: createPost(actionDeps), editPost: editPost(actionDeps), deletePost: deletePost(actionDeps) };

  return {
    resolvers: [new PostResolver(reader), new PostMutationsResolver(actions, reader), new UserPostsResolver(reader), new FacetResolver()],
    reader,
    deletionSteps: [deleteAccountPosts(actionDeps)],
    registerLoaders: (factories) => registerPostLoaders(factories, store, bodies),
    registerPart: (part) => void parts.push(part),
  };
}
