import { encodeCommentId, encodePostId } from '../../src/kernel/global-id.js';

/** The viewer's reaction to a row, as a `$lookup` leaves it. */
type Mine = readonly { readonly kind: string }[];

export interface PostRow {
  readonly _id: string;
  readonly authorId: string;
  readonly text: string | null;
  readonly visibility: string;
  readonly createdAt: Date;
  readonly editedAt: Date | null;
  readonly commentCount: number;
  readonly reactionCounts: Readonly<Record<string, number>>;
  readonly mine: Mine;
  readonly comments: readonly CommentRow[];
}

export interface CommentRow {
  readonly _id: string;
  readonly authorId: string | null;
  readonly text: string | null;
  readonly depth: number;
  readonly createdAt: Date;
  readonly replyCount: number;
  readonly reactionCounts: Readonly<Record<string, number>>;
  readonly mine: Mine;
}

export const POST_FIELDS = { authorId: 1, text: 1, visibility: 1, createdAt: 1, editedAt: 1, commentCount: 1, reactionCounts: 1 };

export const lookUpMine = (viewerId: string) => ({
  $lookup: { from: 'reactions', localField: '_id', foreignField: 'subjectId', pipeline: [{ $match: { userId: viewerId } }, { $project: { _id: 0, kind: 1 } }], as: 'mine' },
});

/** The first comments on the top level of each post, without those of hidden authors. A deleted one shows while it has living answers. */
export const lookUpComments = (viewerId: string, hidden: readonly string[], after: string | null, limit: number) => ({
  $lookup: {
    from: 'comments',
    localField: '_id',
    foreignField: 'postId',
    pipeline: [
      { $match: { parentId: null, ...(after !== null && { _id: { $gt: after } }), ...(hidden.length > 0 && { authorId: { $nin: hidden } }), $or: [{ deletedAt: null }, { livingDescendants: { $gt: 0 } }] } },
      { $sort: { _id: 1 } },
      { $limit: limit },
      { $project: { authorId: 1, text: 1, depth: 1, createdAt: 1, replyCount: 1, reactionCounts: 1 } },
      lookUpMine(viewerId),
    ],
    as: 'comments',
  },
});

export const showPost = (row: PostRow) => ({
  id: encodePostId({ authorId: row.authorId, id: row._id }),
  text: row.text,
  visibility: row.visibility,
  createdAt: row.createdAt,
  editedAt: row.editedAt,
  commentCount: row.commentCount,
  reactionCount: sum(row.reactionCounts),
  viewerReaction: row.mine[0]?.kind ?? null,
});

export const commentId = (post: PostRow, row: CommentRow): string => encodeCommentId({ postAuthorId: post.authorId, postId: post._id, id: row._id });

export function sum(counts: Readonly<Record<string, number>>): number {
  let total = 0;
  for (const kind in counts) total += counts[kind]!;
  return total;
}
