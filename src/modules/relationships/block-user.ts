import { mintId } from '../../kernel/ids.js';
import { removeFollow } from './begin-follow.js';
import { type PersonAction, personAction, type RelationshipDeps } from './relationship-actions.js';
import { userBlocked } from './relationship.events.js';

/** The viewer hides themselves and a person from each other; neither follows the other any longer, or asks to. */
export function blockUser(deps: RelationshipDeps): PersonAction {
  const { blocks, requests, announcer, clock } = deps;
  return personAction(deps, { mutation: 'blockUser' }, async ({ tx, me, userId, relation, standing }) => {
    if (standing === 'BLOCKED_BY_VIEWER') return;
    const pair = { blockerId: me, blockedId: userId };
    await blocks.insert(tx, mintId(), pair);
    if (relation.viewerFollows) await removeFollow(deps, tx, { followerId: me, followeeId: userId });
    if (relation.followsViewer) await removeFollow(deps, tx, { followerId: userId, followeeId: me });
    const asked = await requests.betweenIn(tx, me, userId);
    if (asked.byViewer) await requests.remove(tx, { requesterId: me, targetId: userId });
    if (asked.ofViewer) await requests.remove(tx, { requesterId: userId, targetId: me });
    await announcer.announce(tx, userBlocked({ ...pair, occurredAt: clock.now() }));
  });
}
