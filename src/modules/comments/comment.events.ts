import { type DomainEvent, newEvent, postTopic } from '../../kernel/event.js';
import type { UserId } from '../../kernel/ids.js';
import type { CommentRow } from './comment.entity.js';

const about = (type: string, comment: CommentRow, authorId: UserId, occurredAt: Date) => ({
  type,
  topics: [postTopic(comment.postId)],
  occurredAt,
  actorId: authorId,
  data: { postId: comment.postId, postAuthorId: comment.postAuthorId, commentId: comment._id, parentId: comment.parentId, authorId },
});

export const commentCreated = (comment: CommentRow, authorId: UserId): DomainEvent =>
  newEvent(about('CommentCreated', comment, authorId, comment.createdAt));

/** Says whose it was: the tombstone does not know any more. */
export const commentDeleted = (comment: CommentRow, authorId: UserId, at: Date): DomainEvent =>
  newEvent({ ...about('CommentDeleted', comment, authorId, at), narrows: true });
