import { mintId } from '../../kernel/ids.js';
import { refuse, refused } from '../../kernel/outcome.js';
import { beginFollow } from './begin-follow.js';
import { type PersonAction, personAction, type RelationshipDeps } from './relationship-actions.js';
import { followRequested } from './relationship.events.js';

/** The viewer follows a person, or asks to, where the account is private. Once more changes nothing. */
export function followUser(deps: RelationshipDeps): PersonAction {
  const { requests, announcer, clock } = deps;
  return personAction(deps, { mutation: 'followUser', quota: 'follows' }, async ({ tx, me, userId, relation, standing }) => {
    if (standing === 'BLOCKED_BY_VIEWER') return refused([refuse('BLOCKED', 'userId', 'You have blocked this person; unblock them first.')]);
    if (relation.viewerFollows) return;

    const request = { requesterId: me, targetId: userId };
    const asked = await requests.betweenIn(tx, me, userId);
    if (!relation.isPrivate) {
      // Asked while the account was private: now nobody needs to answer.
      if (asked.byViewer) await requests.remove(tx, request);
      await beginFollow(deps, tx, { followerId: me, followeeId: userId });
    } else if (!asked.byViewer) {
      await requests.insert(tx, mintId(), request);
      await announcer.announce(tx, followRequested({ ...request, occurredAt: clock.now() }));
    }
  });
}
