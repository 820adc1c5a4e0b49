import { notFound } from '../../kernel/errors.js';
import { mintId } from '../../kernel/ids.js';
import { done, refuse, refused } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { followDeltas } from './follow-counters.js';
import { type PersonAction, personOf, refuseSelf, type RelationshipDeps } from './relationship-actions.js';
import { userFollowed } from './relationship.events.js';
import { standingOf } from './relationship.policy.js';

/** The viewer follows a person. Following once more changes nothing. */
export function followUser({ follows, relations, commit, announcer, clock }: RelationshipDeps): PersonAction {
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const userId = personOf(input);
    if (userId === me.userId) return refuseSelf();

    return commit.once({ viewer: me, mutation: 'followUser', input }, async (tx) => {
      await relations.lockPair(tx, me.userId, userId);
      const relation = await relations.relationIn(tx, me.userId, userId);
      const standing = standingOf(relation);
      if (standing === 'ABSENT') throw notFound();
      if (standing === 'BLOCKED_BY_VIEWER') return refused([refuse('BLOCKED', 'userId', 'You have blocked this person; unblock them first.')]);
      if (!relation.viewerFollows) {
        const now = clock.now();
        const pair = { followerId: me.userId, followeeId: userId };
        await follows.insert(tx, mintId(), pair);
        await announcer.count(tx, ...followDeltas(me.userId, userId, 1));
        await announcer.announce(tx, userFollowed({ ...pair, occurredAt: now }));
      }
      return done({ userId });
    });
  };
}
