import { notFound } from '../../kernel/errors.js';
import { done } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { followDeltas } from './follow-counters.js';
import { type PersonAction, personOf, refuseSelf, type RelationshipDeps } from './relationship-actions.js';
import { userUnfollowed } from './relationship.events.js';
import { standingOf } from './relationship.policy.js';

/** The viewer no longer follows a person. Whom they do not follow they may unfollow without effect. */
export function unfollowUser({ follows, relations, commit, announcer, clock }: RelationshipDeps): PersonAction {
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const userId = personOf(input);
    if (userId === me.userId) return refuseSelf();

    return commit.once({ viewer: me, mutation: 'unfollowUser', input }, async (tx) => {
      await relations.lockPair(tx, me.userId, userId);
      const relation = await relations.relationIn(tx, me.userId, userId);
      if (standingOf(relation) === 'ABSENT') throw notFound();
      if (relation.viewerFollows) {
        const pair = { followerId: me.userId, followeeId: userId };
        await follows.remove(tx, pair);
        await announcer.count(tx, ...followDeltas(me.userId, userId, -1));
        await announcer.announce(tx, userUnfollowed({ ...pair, occurredAt: clock.now() }));
      }
      return done({ userId });
    });
  };
}
