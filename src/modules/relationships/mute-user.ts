import { notFound } from '../../kernel/errors.js';
import type { UserId } from '../../kernel/ids.js';
import { done, type Outcome } from '../../kernel/outcome.js';
import { signedIn, type Viewer } from '../../kernel/viewer.js';
import { readUntil } from './mute.rules.js';
import { type PersonAction, type PersonInput, personOf, refuseSelf, type RelationshipDeps } from './relationship-actions.js';
import { standingOf } from './relationship.policy.js';

export interface MuteRequest extends PersonInput {
  readonly until?: Date | null;
}

export type MuteAction = (viewer: Viewer, input: MuteRequest) => Promise<Outcome<{ readonly userId: UserId }>>;

/**
 * The viewer does not meet a person's posts in their home feed, for good or until a time; once more sets another end. It is
 * nobody else's business: nothing is announced, nothing is counted.
 */
export function muteUser({ mutes, relations, commit, clock }: RelationshipDeps): MuteAction {
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const userId = personOf(input);
    if (userId === me.userId) return refuseSelf();

    return commit.once({ viewer: me, mutation: 'muteUser', input }, async (tx) => {
      if (standingOf(await relations.relationIn(tx, me.userId, userId)) === 'ABSENT') throw notFound();
      const until = readUntil(input.until, clock.now());
      if (until.refused) return until;
      await mutes.put(tx, me.userId, userId, until.done);
      return done({ userId });
    });
  };
}

/** The viewer meets a person's posts again. Whom they have not muted they may unmute without effect. */
export function unmuteUser({ mutes, relations, commit }: RelationshipDeps): PersonAction {
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const userId = personOf(input);
    if (userId === me.userId) return refuseSelf();

    return commit.once({ viewer: me, mutation: 'unmuteUser', input }, async (tx) => {
      if (standingOf(await relations.relationIn(tx, me.userId, userId)) === 'ABSENT') throw notFound();
      await mutes.remove(tx, me.userId, userId);
      return done({ userId });
    });
  };
}
