import type { CounterDelta } from '../../kernel/commit.js';
import type { CommentRef } from '../../kernel/ids.js';
import type { MongoCounterOwner } from '../../platform/outbox/fold-mongo.js';
import { postDelta } from '../posts/index.js';
import { type CommentRow, postRefOf } from './comment.entity.js';

/** A step of one of a comment's counters: `replyCount`, `livingDescendants`, `reactionCounts.LIKE`. */
export const commentDelta = ({ postId, id }: Pick<CommentRef, 'postId' | 'id'>, counter: string, by: number): CounterDelta => ({
  owner: 'comments',
  subject: { _id: id, postId },
  counter,
  by,
});

/** What a comment that comes (`by` 1) or goes (-1) changes above it: its post, its parent, all its ancestors. */
export function threadDeltas(comment: CommentRow, by: 1 | -1): CounterDelta[] {
  const { postId, parentId } = comment;
  return [
    postDelta(postRefOf(comment), 'commentCount', by),
    ...(parentId === null ? [] : [commentDelta({ postId, id: parentId }, 'replyCount', by)]),
    ...comment.ancestorIds.map((id) => commentDelta({ postId, id }, 'livingDescendants', by)),
  ];
}

/** The collections of this module whose counters are folded from deltas. */
export const commentCounterOwners: readonly MongoCounterOwner[] = [{ name: 'comments', upsert: false, raisesRev: true }];
