import { type DomainEvent, newEvent, postTopic } from '../../kernel/event.js';
import type { MongoCounterOwner } from '../../platform/outbox/fold-mongo.js';
import type { PostgresCounterOwner } from '../../platform/outbox/fold-postgres.js';

/** Everything in MongoDB that shows a counter. */
export const MONGO_COUNTERS: readonly MongoCounterOwner[] = [
  { name: 'posts', upsert: false, raisesRev: true, changed: (row) => postCountersChanged(row as unknown as CountedPost) },
  { name: 'comments', upsert: false, raisesRev: true },
  { name: 'author_stats', upsert: true, raisesRev: false },
];

/** Everything in Postgres that shows a counter. */
export const POSTGRES_COUNTERS: readonly PostgresCounterOwner[] = [
  { name: 'profiles', key: 'user_id', counters: ['follower_count', 'followee_count'] },
];

interface CountedPost {
  readonly _id: string;
  readonly authorId: string;
  readonly visibility: string;
  readonly rev: number;
}

/** One event for all that was counted since the last one; nobody did it in particular. */
function postCountersChanged({ _id, authorId, visibility, rev }: CountedPost): DomainEvent {
  return newEvent({
    type: 'PostCountersChanged',
    topics: [postTopic(_id)],
    occurredAt: new Date(),
    actorId: null,
    data: { postId: _id, authorId, visibility, rev },
  });
}
