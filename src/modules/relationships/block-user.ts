import { notFound } from '../../kernel/errors.js';
import { mintId, type UserId } from '../../kernel/ids.js';
import { done, refuse, refused } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { followDeltas } from './follow.counters.js';
import type { PairAction, PairActionDeps } from './relationship.actions.js';
import { userBlocked } from './relationship.events.js';
import { mayBlock } from './relationship.policy.js';

/** The viewer blocks somebody: each is absent to the other from the commit on, and neither follows the other any more. */
export function blockUser({ edges, relations, commit, announcer, clock }: PairActionDeps): PairAction {
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const { userId } = input;
    if (userId === null) throw notFound();
    if (userId === me.userId) return refused([refuse('SELF', 'userId', 'You can not block yourself.')]);

    return commit.once({ viewer: me, mutation: 'blockUser', input }, async (tx) => {
      await edges.lockPair(tx, me.userId, userId);
      const relation = await relations.relationIn(tx, me.userId, userId);
      if (!relation || !mayBlock(relation)) throw notFound();

      const now = clock.now();
      if (await edges.insertBlock(tx, mintId(now), me.userId, userId)) {
        for (const [follower, followee] of [[me.userId, userId], [userId, me.userId]] satisfies [UserId, UserId][]) {
          if (await edges.removeFollow(tx, follower, followee)) await announcer.count(tx, ...followDeltas(follower, followee, -1));
        }
        await announcer.announce(tx, userBlocked(me.userId, userId, now));
      }
      return done({ userId });
    });
  };
}
