import type { CommentId, CommentRef, PostId, PostRef, UserId } from '../../kernel/ids.js';
import type { Facet } from '../posts/index.js';

/** A comment as MongoDB keeps it, in the collection `comments`. Deleting leaves a tombstone: no author, no text. */
export interface CommentRow {
  readonly _id: CommentId;
  readonly postId: PostId;
  readonly postAuthorId: UserId;
  /** Null where it was deleted. */
  readonly authorId: UserId | null;
  /** The comment that it answers; null where it answers the post. */
  readonly parentId: CommentId | null;
  /** From the top of the thread down to the parent. */
  readonly ancestorIds: readonly CommentId[];
  /** Who wrote the ancestors, each once, in no order: whoever is hidden from a viewer hides this too. */
  readonly ancestorAuthorIds: readonly UserId[];
  /** 1 where it answers the post. */
  readonly depth: number;
  readonly text: string | null;
  readonly facets: readonly Facet[];
  readonly deletedAt: Date | null;
  readonly createdAt: Date;
  /** Counts all changes that show, folded counters included. */
  readonly rev: number;
  /** Living direct answers; folded from deltas, like those below. */
  readonly replyCount: number;
  readonly livingDescendants: number;
  readonly reactionCounts: Readonly<Record<string, number>>;
}

/** What the rules need, read on every request; the rest may come from the entity cache under `rev`. */
export type CommentSkeleton = Pick<CommentRow, (typeof SKELETON_FIELDS)[number]>;

const SKELETON_FIELDS = ['_id', 'postId', 'postAuthorId', 'authorId', 'ancestorAuthorIds', 'livingDescendants', 'rev'] as const;

export const SKELETON_PROJECTION: Readonly<Record<string, 1>> = Object.fromEntries(SKELETON_FIELDS.map((field) => [field, 1]));

/** A comment out of an aggregate: the skeleton or the whole row, and what parts have put beside it. */
export type RawComment = CommentSkeleton & { readonly [field: string]: unknown };

export const isWholeRow = (raw: RawComment): boolean => raw['replyCount'] !== undefined;

export const refOf = (row: Pick<CommentRow, '_id' | 'postId' | 'postAuthorId'>): CommentRef => ({
  postAuthorId: row.postAuthorId,
  postId: row.postId,
  id: row._id,
});

export const postRefOf = (ref: Pick<CommentRef, 'postAuthorId' | 'postId'>): PostRef => ({ authorId: ref.postAuthorId, id: ref.postId });

/** One text that names a comment together with its shard, as a key of Maps and loaders. */
export const placeOf = ({ postAuthorId, postId, id }: CommentRef): string => `${postAuthorId}/${postId}/${id}`;
