import { endFollow } from './begin-follow.js';
import { type PersonAction, personAction, type RelationshipDeps } from './relationship-actions.js';

/** The viewer is followed by a person no longer, who may ask or follow anew. Who does not follow is removed without effect. */
export function removeFollower(deps: RelationshipDeps): PersonAction {
  return personAction(deps, { mutation: 'removeFollower' }, async ({ tx, me, userId, relation }) => {
    if (relation.followsViewer) await endFollow(deps, tx, { followerId: userId, followeeId: me }, me);
  });
}
