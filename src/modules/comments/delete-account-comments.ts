import type { DeletionStep } from '../../kernel/deletion.js';
import type { UserId } from '../../kernel/ids.js';
import { threadDeltas } from './comment.counters.js';
import { commentDeleted } from './comment.events.js';
import type { CommentActionDeps } from './create-comment.js';

/** Comments per transaction: each may write a delta for every ancestor. */
const BATCH = 50;
const FORGET_BATCH = 1_000;

/** Makes tombstones of everything that a person has answered, and forgets who wrote them. */
export function deleteAccountComments(deps: CommentActionDeps): DeletionStep {
  const burySome = (userId: UserId): Promise<number> =>
    deps.commit.run(async (tx) => {
      const comments = await deps.store.someOf(tx, userId, BATCH);
      if (comments.length === 0) return 0;
      const at = deps.clock.now();
      const postIds = [...new Set(comments.map((comment) => comment.postId))];
      await deps.store.bury(tx, postIds, comments.map((comment) => comment._id), at);
      await deps.announcer.announce(tx, ...comments.map((comment) => commentDeleted(comment, userId, at)));
      await deps.announcer.count(tx, ...comments.flatMap((comment) => threadDeltas(comment, -1)));
      return comments.length;
    });

  return {
    name: 'comments',
    order: 110,
    async run(userId) {
      while ((await burySome(userId)) > 0);
      // Only now: while the person is being deleted, what hangs below their comments stays hidden with them.
      while ((await deps.store.forgetAncestor(userId, FORGET_BATCH)) > 0);
    },
  };
}
