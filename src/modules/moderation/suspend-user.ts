import { notFound } from '../../kernel/errors.js';
import { mintId, type SessionId } from '../../kernel/ids.js';
import { done, refused, refuseSelf } from '../../kernel/outcome.js';
import { signedIn } from '../../kernel/viewer.js';
import { personHidden } from '../profiles/index.js';
import { checkRanks, type ModeratedInput, moderatedPerson, type ModerationAction, type ModerationActionDeps } from './moderation-actions.js';
import { reasonProblems } from './suspension.rules.js';

export interface SuspendUserRequest extends ModeratedInput {
  readonly reason: string;
}

/**
 * A moderator keeps somebody out: absent to everybody from the commit on, with all that is theirs, and signed in nowhere.
 * Nothing is deleted. Suspending once more changes nothing.
 */
export function suspendUser(deps: ModerationActionDeps): ModerationAction<SuspendUserRequest> {
  const { suspensions, profiles, accounts, commit, announcer, securityLog, clock } = deps;
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const userId = moderatedPerson(input);
    if (userId === me.userId) return refuseSelf();
    const problems = reasonProblems(input.reason);
    if (problems.length > 0) return refused(problems);

    let ended: readonly SessionId[] = [];
    const outcome = await commit.once({ viewer: me, mutation: 'suspendUser', input }, async (tx) => {
      await checkRanks(deps, tx, me, userId);
      const status = await profiles.setState(tx, userId, 'suspended', true);
      if (status === null || status === 'DELETING') throw notFound();
      const suspendedAt = clock.now();
      const isNew = await suspensions.insert(tx, { id: mintId(), userId, reason: input.reason.trim(), suspendedAt, suspendedBy: me.userId });
      if (isNew) {
        ended = await accounts.endSessions(tx, userId, 'SUSPENDED');
        await announcer.announce(tx, personHidden(userId, me.userId, suspendedAt));
        await securityLog.record(tx, { kind: 'ACCOUNT_SUSPENDED', userId, actorId: me.userId });
      }
      return done({ userId });
    });
    if (outcome.done) accounts.tellEnded(ended, 'SUSPENDED');
    return outcome;
  };
}
