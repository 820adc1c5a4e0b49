import { notFound } from '../../kernel/errors.js';
import type { PostRef } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import { done, type Outcome } from '../../kernel/outcome.js';
import type { SignedIn } from '../../kernel/viewer.js';
import type { PostActionDeps, PostPlace } from './create-post.js';
import { ownPost } from './own-post.js';
import { postCountDelta } from './post.counters.js';
import { postDeleted } from './post.events.js';

/** Removes one's own post at once; whoever kept something about it follows the event. */
export const deletePost =
  (deps: PostActionDeps) =>
  (viewer: SignedIn, ref: PostRef, input: { readonly idempotencyKey?: string | null }, loaders: Loaders): Promise<Outcome<PostPlace>> =>
    deps.commit.once({ viewer, mutation: 'deletePost', input }, async (tx) => {
      await ownPost(deps.store, viewer, ref, loaders);
      const post = await deps.store.remove(tx, ref);
      if (!post) throw notFound();
      await deps.announcer.announce(tx, postDeleted(post, deps.clock.now()));
      if (post.visibility === 'PUBLIC') await deps.announcer.count(tx, postCountDelta(post.authorId, -1));
      return done({ authorId: ref.authorId, id: ref.id });
    });
