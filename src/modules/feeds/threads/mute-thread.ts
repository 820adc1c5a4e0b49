import type { Clock } from '../../../kernel/clock.js';
import type { Commit } from '../../../kernel/commit.js';
import { notFound } from '../../../kernel/errors.js';
import type { PostRef } from '../../../kernel/ids.js';
import type { Loaders } from '../../../kernel/loaders.js';
import { done, type Outcome, refuse, refused } from '../../../kernel/outcome.js';
import type { SignedIn } from '../../../kernel/viewer.js';
import type { PostReader } from '../../posts/index.js';
import { MAX_MUTED_THREADS, readUntil, type ThreadMuteStore, type Tx } from '../../relationships/index.js';

export interface MuteThreadDeps {
  readonly posts: PostReader;
  readonly threadMutes: ThreadMuteStore;
  readonly commit: Commit<Tx>;
  readonly clock: Clock;
}

export interface ThreadRequest {
  readonly idempotencyKey?: string | null;
}

export interface MuteThreadRequest extends ThreadRequest {
  readonly until?: Date | null;
}

/** Where the post lies, flat, as an idempotency row keeps it. */
export type ThreadPlace = { readonly authorId: string; readonly id: string };

/** The viewer does not meet a post that they see in their home feed, for good or until a time; nobody is told. */
export const muteThread =
  ({ posts, threadMutes, commit, clock }: MuteThreadDeps) =>
  async (viewer: SignedIn, ref: PostRef, input: MuteThreadRequest, loaders: Loaders): Promise<Outcome<ThreadPlace>> => {
    return commit.once({ viewer, mutation: 'muteThread', input, before: requirePost(posts, viewer, ref, loaders) }, async (tx) => {
      const until = readUntil(input.until, clock.now());
      if (until.refused) return until;
      if ((await threadMutes.countOthers(tx, viewer.userId, ref.id)) >= MAX_MUTED_THREADS) {
        return refused([refuse('TOO_MANY', 'postId', `At most ${MAX_MUTED_THREADS} threads can be muted at a time.`)]);
      }
      await threadMutes.put(tx, viewer.userId, ref, until.done);
      return done({ authorId: ref.authorId, id: ref.id });
    });
  };

/** The viewer meets the post again. What they have not muted they may unmute without effect. */
export const unmuteThread =
  ({ posts, threadMutes, commit }: MuteThreadDeps) =>
  async (viewer: SignedIn, ref: PostRef, input: ThreadRequest, loaders: Loaders): Promise<Outcome<ThreadPlace>> => {
    return commit.once({ viewer, mutation: 'unmuteThread', input, before: requirePost(posts, viewer, ref, loaders) }, async (tx) => {
      await threadMutes.remove(tx, viewer.userId, ref.id);
      return done({ authorId: ref.authorId, id: ref.id });
    });
  };

/**
 * Before the transaction: whoever holds a connection and asks the pool for another waits, with ten more like them, for each
 * other. That the post may go in between does no harm.
 */
const requirePost = (posts: PostReader, viewer: SignedIn, ref: PostRef, loaders: Loaders) => async (): Promise<void> => {
  loaders.reset();
  if (!(await posts.byRef(viewer, ref, loaders))) throw notFound();
};
