import { notFound } from '../../kernel/errors.js';
import { done } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { endFollow } from './begin-follow.js';
import { type PersonAction, personOf, refuseSelf, type RelationshipDeps } from './relationship-actions.js';
import { standingOf } from './relationship.policy.js';

/** The viewer is followed by a person no longer, who may ask or follow anew. Who does not follow is removed without effect. */
export function removeFollower(deps: RelationshipDeps): PersonAction {
  const { relations, commit } = deps;
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const userId = personOf(input);
    if (userId === me.userId) return refuseSelf();

    return commit.once({ viewer: me, mutation: 'removeFollower', input }, async (tx) => {
      await relations.lockPair(tx, me.userId, userId);
      const relation = await relations.relationIn(tx, me.userId, userId);
      if (standingOf(relation) === 'ABSENT') throw notFound();
      if (relation.followsViewer) await endFollow(deps, tx, { followerId: userId, followeeId: me.userId, endedBy: me.userId });
      return done({ userId });
    });
  };
}
