import { type AppError, forbidden, notFound } from '../../kernel/errors.js';
import type { CommentRef } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import { done, type Outcome } from '../../kernel/outcome.js';
import type { SignedIn } from '../../kernel/viewer.js';
import { threadDeltas } from './comment.counters.js';
import { placeOf } from './comment.entity.js';
import { commentDeleted } from './comment.events.js';
import { whyNotDelete } from './comment.policy.js';
import type { CommentActionDeps, CommentPlace } from './create-comment.js';

/**
 * Takes back one's own comment: text and author are gone at once, and a tombstone is left for living answers to hang on.
 * One's own words can be taken back wherever they stand, also where a block has hidden the place. A post's author can not
 * delete what others write under it: they can block them, which hides it from themselves.
 */
export const deleteComment =
  (deps: CommentActionDeps) =>
  (viewer: SignedIn, ref: CommentRef, input: { readonly idempotencyKey?: string | null }, loaders: Loaders): Promise<Outcome<CommentPlace>> =>
    deps.commit.once({ viewer, mutation: 'deleteComment', input }, async (tx) => {
      const comment = (await deps.store.wholeByRefs([ref])).get(placeOf(ref));
      if (!comment) throw notFound();
      const reason = whyNotDelete(viewer, comment);
      if (reason) throw await refusal(deps, viewer, ref, reason, loaders);

      const at = deps.clock.now();
      if ((await deps.store.bury(tx, [ref.postId], [ref.id], at)) === 0) throw notFound();
      await deps.announcer.announce(tx, commentDeleted(comment, viewer.userId, at));
      await deps.announcer.count(tx, ...threadDeltas(comment, -1));
      return done({ postAuthorId: ref.postAuthorId, postId: ref.postId, id: ref.id });
    });

/** Says why only to those who may see the comment. */
async function refusal({ reader }: CommentActionDeps, viewer: SignedIn, ref: CommentRef, reason: string, loaders: Loaders): Promise<AppError> {
  if (!(await reader.byRef(viewer, ref, loaders))) return notFound();
  return forbidden(reason, reason === 'DELETED' ? 'This comment was deleted.' : 'Only its author may delete a comment.');
}
