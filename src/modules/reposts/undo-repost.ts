import { notFound } from '../../kernel/errors.js';
import type { PostRef } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import { done, type Outcome } from '../../kernel/outcome.js';
import type { SignedIn } from '../../kernel/viewer.js';
import type { RepostActionDeps, RepostedPlace, RepostRequest } from './repost-post.js';
import { repostDelta } from './repost.counters.js';
import { repostUndone } from './repost.events.js';

/** Takes the viewer's repost back; where they have not reposted the post there is nothing to do. */
export const undoRepost =
  (deps: RepostActionDeps) =>
  (viewer: SignedIn, ref: PostRef, input: RepostRequest, loaders: Loaders): Promise<Outcome<RepostedPlace>> =>
    deps.commit.once({ viewer, mutation: 'undoRepost', input }, async (tx) => {
      // What was known before this try began may be over: a block, an account that has become private.
      loaders.reset();
      if (!(await deps.posts.byRef(viewer, ref, loaders))) throw notFound();
      const repost = await deps.store.remove(tx, { reposterId: viewer.userId, postId: ref.id });
      if (repost) {
        await deps.announcer.announce(tx, repostUndone(repost, deps.clock.now()));
        await deps.announcer.count(tx, repostDelta(repost, -1));
      }
      return done({ authorId: ref.authorId, id: ref.id });
    });
