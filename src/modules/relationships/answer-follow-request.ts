import { notFound } from '../../kernel/errors.js';
import { done } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { beginFollow } from './begin-follow.js';
import { type PersonAction, personOf, refuseSelf, type RelationshipDeps } from './relationship-actions.js';
import { followRequestAccepted, followRequestRejected } from './relationship.events.js';
import { standingOf } from './relationship.policy.js';

/**
 * The viewer lets somebody follow who has asked to. Once more changes nothing; where nobody asks (any more) there is nothing
 * to be found.
 */
export const acceptFollowRequest = (deps: RelationshipDeps): PersonAction => answer(deps, 'acceptFollowRequest');

/** The viewer does not let somebody follow who has asked to; who does not ask can be turned away without effect. */
export const rejectFollowRequest = (deps: RelationshipDeps): PersonAction => answer(deps, 'rejectFollowRequest');

function answer(deps: RelationshipDeps, mutation: 'acceptFollowRequest' | 'rejectFollowRequest'): PersonAction {
  const { requests, relations, commit, announcer, clock } = deps;
  const accepts = mutation === 'acceptFollowRequest';
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const userId = personOf(input);
    if (userId === me.userId) return refuseSelf();

    return commit.once({ viewer: me, mutation, input }, async (tx) => {
      await relations.lockPair(tx, me.userId, userId);
      const relation = await relations.relationIn(tx, me.userId, userId);
      if (standingOf(relation) !== 'THERE') throw notFound();
      if (!relation.requestsViewer) {
        if (accepts && !relation.followsViewer) throw notFound();
        return done({ userId });
      }
      const request = { requesterId: userId, targetId: me.userId };
      await requests.remove(tx, request);
      const told = accepts ? followRequestAccepted : followRequestRejected;
      await announcer.announce(tx, told({ ...request, occurredAt: clock.now() }));
      if (accepts && !relation.followsViewer) await beginFollow(deps, tx, { followerId: userId, followeeId: me.userId });
      return done({ userId });
    });
  };
}
