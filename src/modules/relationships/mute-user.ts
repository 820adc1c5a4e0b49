import { readUntil } from './mute.rules.js';
import { type PersonAction, personAction, type PersonInput, type RelationshipDeps } from './relationship-actions.js';

export interface MuteRequest extends PersonInput {
  readonly until?: Date | null;
}

/**
 * The viewer does not meet a person's posts in their home feed, for good or until a time; once more sets another end. It is
 * nobody else's business: nothing is announced, nothing is counted.
 */
export function muteUser(deps: RelationshipDeps): PersonAction<MuteRequest> {
  const { mutes, clock } = deps;
  return personAction<MuteRequest>(deps, { mutation: 'muteUser', locksPair: false }, async ({ tx, me, userId, input }) => {
    const until = readUntil(input.until, clock.now());
    if (until.refused) return until;
    await mutes.put(tx, me, userId, until.done);
  });
}

/** The viewer meets a person's posts again. Whom they have not muted they may unmute without effect. */
export function unmuteUser(deps: RelationshipDeps): PersonAction {
  return personAction(deps, { mutation: 'unmuteUser', locksPair: false }, async ({ tx, me, userId }) => deps.mutes.remove(tx, me, userId));
}
