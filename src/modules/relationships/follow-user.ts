import { maySeePerson } from '../../kernel/access.js';
import { notFound } from '../../kernel/errors.js';
import { mintId } from '../../kernel/ids.js';
import { done, refuse, refused } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { followDeltas } from './follow.counters.js';
import type { PairAction, PairActionDeps } from './relationship.actions.js';
import { userFollowed } from './relationship.events.js';

/** The viewer follows somebody. Following twice is fine and counts once. */
export function followUser({ edges, relations, commit, announcer, clock }: PairActionDeps): PairAction {
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const { userId } = input;
    if (userId === null) throw notFound();
    if (userId === me.userId) return refused([refuse('SELF', 'userId', 'You can not follow yourself.')]);

    return commit.once({ viewer: me, mutation: 'followUser', input }, async (tx) => {
      await edges.lockPair(tx, me.userId, userId);
      const relation = await relations.relationIn(tx, me.userId, userId);
      if (relation?.viewerBlocks) return refused([refuse('BLOCKED', 'userId', 'You have blocked this person; unblock them first.')]);
      if (!relation || !maySeePerson(relation)) throw notFound();

      const now = clock.now();
      if (await edges.insertFollow(tx, mintId(now), me.userId, userId)) {
        await announcer.count(tx, ...followDeltas(me.userId, userId, 1));
        await announcer.announce(tx, userFollowed(me.userId, userId, now));
      }
      return done({ userId });
    });
  };
}
