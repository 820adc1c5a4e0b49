import type { Clock } from '../../kernel/clock.js';
import type { CounterDelta } from '../../kernel/commit.js';
import type { PostRef, UserId } from '../../kernel/ids.js';
import type { MongoCounterOwner } from '../../platform/outbox/fold-mongo.js';
import type { PostRow } from './post.entity.js';
import { postCountersChanged } from './post.events.js';

/** A step of one of a post's counters: `commentCount`, `reactionCounts.LIKE`. */
export const postDelta = ({ authorId, id }: PostRef, counter: string, by: number): CounterDelta => ({
  owner: 'posts',
  subject: { _id: id, authorId },
  counter,
  by,
});

/** A step of a person's number of public posts: what others could not see is not counted. */
export const postCountDelta = (authorId: UserId, by: number): CounterDelta => ({
  owner: 'author_stats',
  subject: { _id: authorId },
  counter: 'postCount',
  by,
});

/** The collections of this module whose counters are folded from deltas. */
export const postCounterOwners = (clock: Clock): readonly MongoCounterOwner[] => [
  { name: 'posts', upsert: false, raisesRev: true, changed: (row) => postCountersChanged(row as unknown as PostRow, clock.now()) },
  { name: 'author_stats', upsert: true, raisesRev: false },
];
