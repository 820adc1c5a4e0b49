import { toConnection } from '../../graphql/connection.js';
import type { PageOf } from '../../kernel/page.js';
import { type PostType, toFacetType } from '../posts/index.js';
import { type CommentRow, refOf } from './comment.entity.js';
import { CommentConnection, CommentEdge, CommentType } from './comment.type.js';

/** A comment as the viewer sees it. Whether the viewer may is decided before. */
export function toComment(row: CommentRow, post: PostType | null): CommentType {
  const comment = new CommentType();
  comment.ref = refOf(row);
  comment.parentId = row.parentId;
  comment.authorId = row.authorId;
  comment.reactionTally = row.reactionCounts;
  comment.shownPost = post;
  comment.text = row.text;
  comment.facets = row.facets.map(toFacetType);
  comment.depth = row.depth;
  comment.isDeleted = row.authorId === null;
  comment.createdAt = row.createdAt;
  comment.replyCount = row.replyCount;
  return comment;
}

export const toCommentConnection = (page: PageOf<CommentType>): CommentConnection =>
  toConnection<CommentType, CommentEdge, CommentConnection>(
    CommentConnection,
    CommentEdge,
    'comments',
    page,
    (comment) => comment.ref.id,
    (node) => ({ node }),
  );
