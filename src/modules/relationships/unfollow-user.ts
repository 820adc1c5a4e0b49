import { maySeePerson } from '../../kernel/access.js';
import { notFound } from '../../kernel/errors.js';
import { done } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { followDeltas } from './follow.counters.js';
import type { PairAction, PairActionDeps } from './relationship.actions.js';
import { userUnfollowed } from './relationship.events.js';

/** The viewer no longer follows somebody; whether they ever did makes no difference to the answer. */
export function unfollowUser({ edges, relations, commit, announcer, clock }: PairActionDeps): PairAction {
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const { userId } = input;
    if (userId === null) throw notFound();

    return commit.once({ viewer: me, mutation: 'unfollowUser', input }, async (tx) => {
      await edges.lockPair(tx, me.userId, userId);
      const relation = await relations.relationIn(tx, me.userId, userId);
      if (!relation || !maySeePerson(relation)) throw notFound();

      if (await edges.removeFollow(tx, me.userId, userId)) {
        await announcer.count(tx, ...followDeltas(me.userId, userId, -1));
        await announcer.announce(tx, userUnfollowed(me.userId, userId, clock.now()));
      }
      return done({ userId });
    });
  };
}
