import { notFound } from '../../kernel/errors.js';
import { done } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import type { PairAction, PairActionDeps } from './relationship.actions.js';
import { userUnblocked } from './relationship.events.js';
import { mayUnblock } from './relationship.policy.js';

/** The viewer lifts a block. It restores nothing: who followed whom before has to follow again. */
export function unblockUser({ edges, relations, commit, announcer, clock }: PairActionDeps): PairAction {
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const { userId } = input;
    if (userId === null) throw notFound();

    return commit.once({ viewer: me, mutation: 'unblockUser', input }, async (tx) => {
      await edges.lockPair(tx, me.userId, userId);
      const relation = await relations.relationIn(tx, me.userId, userId);
      if (!relation || !mayUnblock(relation)) throw notFound();

      if (await edges.removeBlock(tx, me.userId, userId)) {
        await announcer.announce(tx, userUnblocked(me.userId, userId, clock.now()));
      }
      return done({ userId });
    });
  };
}
