import { notFound } from '../../kernel/errors.js';
import { mintId } from '../../kernel/ids.js';
import { done, refuse, refused } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { beginFollow } from './begin-follow.js';
import { type PersonAction, personOf, refuseSelf, type RelationshipDeps } from './relationship-actions.js';
import { followRequested } from './relationship.events.js';
import { standingOf } from './relationship.policy.js';

/** The viewer follows a person, or asks to, where the account is private. Once more changes nothing. */
export function followUser(deps: RelationshipDeps): PersonAction {
  const { requests, relations, commit, announcer, clock } = deps;
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const userId = personOf(input);
    if (userId === me.userId) return refuseSelf();

    return commit.once({ viewer: me, mutation: 'followUser', input, quota: 'follows' }, async (tx) => {
      await relations.lockPair(tx, me.userId, userId);
      const relation = await relations.relationIn(tx, me.userId, userId);
      const standing = standingOf(relation);
      if (standing === 'ABSENT') throw notFound();
      if (standing === 'BLOCKED_BY_VIEWER') return refused([refuse('BLOCKED', 'userId', 'You have blocked this person; unblock them first.')]);
      if (relation.viewerFollows) return done({ userId });

      const request = { requesterId: me.userId, targetId: userId };
      if (!relation.isPrivate) {
        // Asked while the account was private: now nobody needs to answer.
        if (relation.viewerRequested) await requests.remove(tx, request);
        await beginFollow(deps, tx, { followerId: me.userId, followeeId: userId });
      } else if (!relation.viewerRequested) {
        await requests.insert(tx, mintId(), request);
        await announcer.announce(tx, followRequested({ ...request, occurredAt: clock.now() }));
      }
      return done({ userId });
    });
  };
}
