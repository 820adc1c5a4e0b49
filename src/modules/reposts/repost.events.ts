import { authorTopic, type DomainEvent, newEvent, postTopic } from '../../kernel/event.js';
import type { RepostRow } from './repost.entity.js';

const about = (type: string, { _id, reposterId, postId, postAuthorId }: RepostRow, occurredAt: Date) => ({
  type,
  topics: [authorTopic(reposterId), postTopic(postId)],
  occurredAt,
  actorId: reposterId,
  data: { repostId: _id, postId, postAuthorId, reposterId },
});

export const postReposted = (repost: RepostRow): DomainEvent => newEvent(about('PostReposted', repost, repost.createdAt));

/** Narrows: that they did it is for nobody to see any more. */
export const repostUndone = (repost: RepostRow, at: Date): DomainEvent => newEvent({ ...about('RepostUndone', repost, at), narrows: true });
