import { notFound } from '../../kernel/errors.js';
import { beginFollow } from './begin-follow.js';
import { type PersonAction, personAction, type RelationshipDeps } from './relationship-actions.js';
import { followRequestAccepted, followRequestRejected } from './relationship.events.js';

/**
 * The viewer lets somebody follow who has asked to. Once more changes nothing; where nobody asks (any more) there is nothing
 * to be found.
 */
export const acceptFollowRequest = (deps: RelationshipDeps): PersonAction => answer(deps, 'acceptFollowRequest');

/** The viewer does not let somebody follow who has asked to; who does not ask can be turned away without effect. */
export const rejectFollowRequest = (deps: RelationshipDeps): PersonAction => answer(deps, 'rejectFollowRequest');

function answer(deps: RelationshipDeps, mutation: 'acceptFollowRequest' | 'rejectFollowRequest'): PersonAction {
  const { requests, announcer, clock } = deps;
  const accepts = mutation === 'acceptFollowRequest';
  return personAction(deps, { mutation }, async ({ tx, me, userId, relation, standing }) => {
    if (standing !== 'THERE') throw notFound();
    const asked = await requests.betweenIn(tx, me, userId);
    if (!asked.ofViewer) {
      if (accepts && !relation.followsViewer) throw notFound();
      return;
    }
    const request = { requesterId: userId, targetId: me };
    await requests.remove(tx, request);
    const told = accepts ? followRequestAccepted : followRequestRejected;
    await announcer.announce(tx, told({ ...request, occurredAt: clock.now() }));
    if (accepts && !relation.followsViewer) await beginFollow(deps, tx, { followerId: userId, followeeId: me });
  });
}
