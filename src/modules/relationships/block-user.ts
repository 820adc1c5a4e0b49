import type { Relation } from '../../kernel/access.js';
import { notFound } from '../../kernel/errors.js';
import { mintId, type UserId } from '../../kernel/ids.js';
import { done } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { followDeltas } from './follow-counters.js';
import type { Tx } from './relation.store.js';
import { type PersonAction, personOf, refuseSelf, type RelationshipDeps } from './relationship-actions.js';
import { userBlocked } from './relationship.events.js';
import { standingOf } from './relationship.policy.js';

/** The viewer hides themselves and a person from each other; neither follows the other any longer, or asks to. */
export function blockUser(deps: RelationshipDeps): PersonAction {
  const { blocks, relations, commit, announcer, clock } = deps;
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const userId = personOf(input);
    if (userId === me.userId) return refuseSelf();

    return commit.once({ viewer: me, mutation: 'blockUser', input }, async (tx) => {
      await relations.lockPair(tx, me.userId, userId);
      const relation = await relations.relationIn(tx, me.userId, userId);
      const standing = standingOf(relation);
      if (standing === 'ABSENT') throw notFound();
      if (standing === 'THERE') {
        const pair = { blockerId: me.userId, blockedId: userId };
        await blocks.insert(tx, mintId(), pair);
        await endFollows(deps, tx, me.userId, userId, relation);
        if (relation.viewerRequested) await deps.requests.remove(tx, { requesterId: me.userId, targetId: userId });
        if (relation.requestsViewer) await deps.requests.remove(tx, { requesterId: userId, targetId: me.userId });
        await announcer.announce(tx, userBlocked({ ...pair, occurredAt: clock.now() }));
      }
      return done({ userId });
    });
  };
}

async function endFollows({ follows, announcer }: RelationshipDeps, tx: Tx, me: UserId, userId: UserId, relation: Relation): Promise<void> {
  if (relation.viewerFollows) {
    await follows.remove(tx, { followerId: me, followeeId: userId });
    await announcer.count(tx, ...followDeltas(me, userId, -1));
  }
  if (relation.followsViewer) {
    await follows.remove(tx, { followerId: userId, followeeId: me });
    await announcer.count(tx, ...followDeltas(userId, me, -1));
  }
}
