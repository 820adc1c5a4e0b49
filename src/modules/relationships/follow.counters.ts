import type { CounterDelta } from '../../kernel/commit.js';
import type { UserId } from '../../kernel/ids.js';

/** What one follow more (`by` = 1) or less (−1) changes: the follower's followees, and the followee's followers. */
export const followDeltas = (followerId: UserId, followeeId: UserId, by: 1 | -1): [CounterDelta, CounterDelta] => [
  { owner: 'profiles', subject: { user_id: followerId }, counter: 'followee_count', by },
  { owner: 'profiles', subject: { user_id: followeeId }, counter: 'follower_count', by },
];
