import { type PersonAction, personAction, type RelationshipDeps } from './relationship-actions.js';
import { userUnblocked } from './relationship.events.js';

/** The viewer takes a block back. It restores nothing: who followed whom before has to follow anew. */
export function unblockUser(deps: RelationshipDeps): PersonAction {
  const { blocks, announcer, clock } = deps;
  return personAction(deps, { mutation: 'unblockUser' }, async ({ tx, me, userId, standing }) => {
    if (standing !== 'BLOCKED_BY_VIEWER') return;
    const pair = { blockerId: me, blockedId: userId };
    await blocks.remove(tx, pair);
    await announcer.announce(tx, userUnblocked({ ...pair, occurredAt: clock.now() }));
  });
}
