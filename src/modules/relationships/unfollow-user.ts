import { notFound } from '../../kernel/errors.js';
import { done } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { endFollow } from './begin-follow.js';
import { type PersonAction, personOf, refuseSelf, type RelationshipDeps } from './relationship-actions.js';
import { followRequestWithdrawn } from './relationship.events.js';
import { standingOf } from './relationship.policy.js';

/**
 * The viewer no longer follows a person, nor asks to. One deed for both: whoever takes a request back while it is accepted
 * does not follow afterwards, whichever comes first. Whom they do not follow they may unfollow without effect.
 */
export function unfollowUser(deps: RelationshipDeps): PersonAction {
  const { requests, relations, commit, announcer, clock } = deps;
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const userId = personOf(input);
    if (userId === me.userId) return refuseSelf();

    return commit.once({ viewer: me, mutation: 'unfollowUser', input }, async (tx) => {
      await relations.lockPair(tx, me.userId, userId);
      const relation = await relations.relationIn(tx, me.userId, userId);
      if (standingOf(relation) === 'ABSENT') throw notFound();
      if (relation.viewerFollows) await endFollow(deps, tx, { followerId: me.userId, followeeId: userId });
      if (relation.viewerRequested) {
        const request = { requesterId: me.userId, targetId: userId };
        await requests.remove(tx, request);
        await announcer.announce(tx, followRequestWithdrawn({ ...request, occurredAt: clock.now() }));
      }
      return done({ userId });
    });
  };
}
