import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import { forbidden, notFound } from '../../kernel/errors.js';
import { mintId, type PostRef } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import { done, type Outcome } from '../../kernel/outcome.js';
import type { SignedIn } from '../../kernel/viewer.js';
import type { PostReader } from '../posts/index.js';
import { repostDelta } from './repost.counters.js';
import type { RepostRow } from './repost.entity.js';
import { postReposted } from './repost.events.js';
import { whyNotRepost } from './repost.policy.js';
import type { RepostStore, Tx } from './repost.store.js';

export interface RepostActionDeps {
  readonly store: RepostStore;
  readonly posts: PostReader;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly clock: Clock;
}

export interface RepostRequest {
  readonly idempotencyKey?: string | null;
}

/** Where the post lies, flat, as an idempotency row keeps it. */
export type RepostedPlace = { readonly authorId: string; readonly id: string };

/** Hands a post on to those who follow the viewer. Once more changes nothing: it stands where it stood. */
export const repostPost =
  (deps: RepostActionDeps & { readonly made: (repost: RepostRow) => Promise<void> }) =>
  async (viewer: SignedIn, ref: PostRef, input: RepostRequest, loaders: Loaders): Promise<Outcome<RepostedPlace>> => {
    let made: RepostRow | null = null as RepostRow | null;
    const outcome = await deps.commit.once({ viewer, mutation: 'repostPost', input, quota: 'reposts' }, async (tx) => {
      // What was known before this try began may be over: a block, an account that has become private.
      loaders.reset();
      made = null;
      const post = await deps.posts.byRef(viewer, ref, loaders);
      if (!post) throw notFound();
      const reason = whyNotRepost(viewer, post);
      if (reason) throw forbidden(reason, 'Only what is published to everybody can be reposted.');

      const createdAt = deps.clock.now();
      const repost: RepostRow = { _id: mintId(createdAt), reposterId: viewer.userId, postId: ref.id, postAuthorId: ref.authorId, createdAt };
      if (await deps.store.insert(tx, repost)) {
        await deps.announcer.announce(tx, postReposted(repost));
        await deps.announcer.count(tx, repostDelta(repost, 1));
        made = repost;
      }
      return done({ authorId: ref.authorId, id: ref.id });
    });
    if (made) await deps.made(made);
    return outcome;
  };
