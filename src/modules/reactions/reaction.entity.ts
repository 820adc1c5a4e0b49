import type { GlobalRef } from '../../kernel/global-id.js';
import type { Id, PostId, UserId } from '../../kernel/ids.js';
import type { ReactionKind } from './reaction.kinds.js';

/** A reaction as MongoDB keeps it, in the collection `reactions`: one per person and subject. */
export interface ReactionRow {
  readonly _id: Id;
  readonly subjectId: Id;
  readonly subjectType: Subject['type'];
  readonly userId: UserId;
  readonly kind: ReactionKind;
  /** The post that it is a reaction to, or under which the comment stands. */
  readonly postId: PostId;
  readonly postAuthorId: UserId;
  readonly createdAt: Date;
}

/** What people can react to. */
export type Subject = Extract<GlobalRef, { type: 'Post' | 'Comment' }>;

/** The columns of a reaction that say what it is to. */
export function placeOf({ type, ref }: Subject): Pick<ReactionRow, 'subjectId' | 'subjectType' | 'postId' | 'postAuthorId'> {
  return type === 'Post'
    ? { subjectId: ref.id, subjectType: type, postId: ref.id, postAuthorId: ref.authorId }
    : { subjectId: ref.id, subjectType: type, postId: ref.postId, postAuthorId: ref.postAuthorId };
}
