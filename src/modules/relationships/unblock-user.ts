import { notFound } from '../../kernel/errors.js';
import { done } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { type PersonAction, personOf, refuseSelf, type RelationshipDeps } from './relationship-actions.js';
import { userUnblocked } from './relationship.events.js';
import { standingOf } from './relationship.policy.js';

/** The viewer takes a block back. It restores nothing: who followed whom before has to follow anew. */
export function unblockUser({ blocks, relations, commit, announcer, clock }: RelationshipDeps): PersonAction {
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const userId = personOf(input);
    if (userId === me.userId) return refuseSelf();

    return commit.once({ viewer: me, mutation: 'unblockUser', input }, async (tx) => {
      await relations.lockPair(tx, me.userId, userId);
      const standing = standingOf(await relations.relationIn(tx, me.userId, userId));
      if (standing === 'ABSENT') throw notFound();
      if (standing === 'BLOCKED_BY_VIEWER') {
        const pair = { blockerId: me.userId, blockedId: userId };
        await blocks.remove(tx, pair);
        await announcer.announce(tx, userUnblocked({ ...pair, occurredAt: clock.now() }));
      }
      return done({ userId });
    });
  };
}
