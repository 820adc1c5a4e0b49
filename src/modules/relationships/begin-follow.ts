import { mintId, type UserId } from '../../kernel/ids.js';
import { followDeltas } from './follow-counters.js';
import type { FollowPair } from './follow.store.js';
import type { Tx } from './relation.store.js';
import type { RelationshipDeps } from './relationship-actions.js';
import { userFollowed, userUnfollowed } from './relationship.events.js';

type FollowDeps = Pick<RelationshipDeps, 'follows' | 'announcer' | 'clock'>;

/** One follows the other from the commit on, and both are counted. The pair is locked, and nobody follows yet. */
export async function beginFollow({ follows, announcer, clock }: FollowDeps, tx: Tx, pair: FollowPair): Promise<void> {
  await follows.insert(tx, mintId(), pair);
  await announcer.count(tx, ...followDeltas(pair.followerId, pair.followeeId, 1));
  await announcer.announce(tx, userFollowed({ ...pair, occurredAt: clock.now() }));
}

/** The follow is over, whoever of the two ended it. */
export async function endFollow(deps: FollowDeps, tx: Tx, pair: FollowPair, endedBy: UserId): Promise<void> {
  await removeFollow(deps, tx, pair);
  await deps.announcer.announce(tx, userUnfollowed({ ...pair, occurredAt: deps.clock.now() }, endedBy));
}

/** The same where something else is announced that says so. */
export async function removeFollow({ follows, announcer }: FollowDeps, tx: Tx, pair: FollowPair): Promise<void> {
  await follows.remove(tx, pair);
  await announcer.count(tx, ...followDeltas(pair.followerId, pair.followeeId, -1));
}
