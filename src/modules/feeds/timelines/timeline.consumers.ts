import type { LogConsumer } from '../../../kernel/consumer.js';
import type { PositionedEvent } from '../../../kernel/event.js';
import type { Id, UserId } from '../../../kernel/ids.js';
import type { JobQueue, NewJob } from '../../../kernel/job.js';
import { fanOutPost, fanOutRepost, mergeFollowee } from './fan-out.jobs.js';

/** Runs only where timelines are kept. */
export const TIMELINE_CONSUMER = 'feeds.timelines';

/** Hands on what timelines have to hear of. Whatever narrows is no concern of theirs: rules are asked at read. */
export const timelineConsumers = (jobs: Pick<JobQueue<unknown>, 'add'>): readonly LogConsumer[] => [
  {
    name: TIMELINE_CONSUMER,
    types: ['PostCreated', 'PostReposted', 'UserFollowed'],
    handle: (events) => jobs.add(events.map(jobOf)),
  },
];

function jobOf({ id, type, data }: PositionedEvent): NewJob {
  const ids = data as Readonly<Record<string, Id>>;
  if (type === 'PostCreated') return fanOutPost(ids['postId']!, ids['authorId']!);
  if (type === 'UserFollowed') return mergeFollowee(id, ids['followerId'] as UserId, ids['followeeId'] as UserId);
  return fanOutRepost({ repostId: ids['repostId']!, reposterId: ids['reposterId']!, postId: ids['postId']!, postAuthorId: ids['postAuthorId']! });
}
