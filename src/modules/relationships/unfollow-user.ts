import { endFollow } from './begin-follow.js';
import { type PersonAction, personAction, type RelationshipDeps } from './relationship-actions.js';
import { followRequestWithdrawn } from './relationship.events.js';

/**
 * The viewer no longer follows a person, nor asks to. One deed for both: whoever takes a request back while it is accepted
 * does not follow afterwards, whichever comes first. Whom they do not follow they may unfollow without effect.
 */
export function unfollowUser(deps: RelationshipDeps): PersonAction {
  const { requests, announcer, clock } = deps;
  return personAction(deps, { mutation: 'unfollowUser' }, async ({ tx, me, userId, relation }) => {
    if (relation.viewerFollows) await endFollow(deps, tx, { followerId: me, followeeId: userId }, me);
    const asked = await requests.betweenIn(tx, me, userId);
    if (asked.byViewer) {
      const request = { requesterId: me, targetId: userId };
      await requests.remove(tx, request);
      await announcer.announce(tx, followRequestWithdrawn({ ...request, occurredAt: clock.now() }));
    }
  });
}
