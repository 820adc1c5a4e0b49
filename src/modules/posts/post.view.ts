import { toConnection } from '../../graphql/connection.js';
import type { Relation } from '../../kernel/access.js';
import type { PageOf } from '../../kernel/page.js';
import { toMediaType } from '../media/index.js';
import { toFacetType } from './facet.type.js';
import { type PostRow, refOf } from './post.entity.js';
import { PostConnection, PostEdge, PostType } from './post.type.js';

/** A post as the viewer sees it. Whether the viewer may is decided before. */
export function toPost(row: PostRow, relation: Relation): PostType {
  const post = new PostType();
  post.ref = refOf(row);
  post.relation = relation;
  post.reactionTally = row.reactionCounts;
  post.repostTally = row.repostCount ?? 0;
  post.text = row.text;
  post.facets = row.facets.map(toFacetType);
  post.media = row.media.map(toMediaType);
  post.visibility = row.visibility;
  post.createdAt = row.createdAt;
  post.editedAt = row.editedAt;
  post.version = row.version;
  post.commentCount = row.commentCount;
  return post;
}

export const positionOfPost = (post: PostType): string => post.ref.id;

export const toPostConnection = (page: PageOf<PostType>): PostConnection =>
  toConnection<PostType, PostEdge, PostConnection>(PostConnection, PostEdge, 'posts', page, positionOfPost, (node) => ({ node }));
