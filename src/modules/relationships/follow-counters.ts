import type { CounterDelta } from '../../kernel/commit.js';
import type { UserId } from '../../kernel/ids.js';

/** What a follow that comes (1) or goes (-1) does to the counters of both. */
export const followDeltas = (followerId: UserId, followeeId: UserId, by: 1 | -1): CounterDelta[] => [
  { owner: 'profiles', subject: { user_id: followerId }, counter: 'followee_count', by },
  { owner: 'profiles', subject: { user_id: followeeId }, counter: 'follower_count', by },
];
