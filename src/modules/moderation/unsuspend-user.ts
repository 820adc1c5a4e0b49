import { notFound } from '../../kernel/errors.js';
import { done, refuseSelf } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { personShown } from '../profiles/index.js';
import { checkRanks, type ModeratedInput, moderatedPerson, type ModerationAction, type ModerationActionDeps } from './moderation-actions.js';

/** A moderator lets somebody back in: they may sign in, and all that was theirs is there again, follows too. */
export function unsuspendUser(deps: ModerationActionDeps): ModerationAction<ModeratedInput> {
  const { suspensions, profiles, commit, announcer, securityLog, clock } = deps;
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const userId = moderatedPerson(input);
    if (userId === me.userId) return refuseSelf();

    return commit.once({ viewer: me, mutation: 'unsuspendUser', input }, async (tx) => {
      await checkRanks(deps, tx, me, userId);
      const status = await profiles.setState(tx, userId, 'suspended', false);
      if (status === null || status === 'DELETING') throw notFound();
      const now = clock.now();
      if (await suspensions.lift(tx, userId, me.userId, now)) {
        // Whoever rests goes on to be absent for that.
        if (status === 'ACTIVE') await announcer.announce(tx, personShown(userId, me.userId, now));
        await securityLog.record(tx, { kind: 'ACCOUNT_UNSUSPENDED', userId, actorId: me.userId });
      }
      return done({ userId });
    });
  };
}
