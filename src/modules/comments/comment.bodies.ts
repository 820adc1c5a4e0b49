import { Bodies } from '../../kernel/bodies.js';
import type { EntityCache } from '../../kernel/cache.js';
import { type CommentRow, isWholeRow, type RawComment, refOf } from './comment.entity.js';
import type { CommentStore } from './comment.store.js';

export type CommentBodies = Bodies<RawComment, CommentRow>;

export const commentBodies = (store: CommentStore, cache: EntityCache): CommentBodies =>
  new Bodies({ name: 'comment', cache, isWhole: isWholeRow, read: (raws) => store.wholeByRefs(raws.map(refOf)), decode: decodeComment });

function decodeComment(text: string): CommentRow {
  const row = JSON.parse(text) as Omit<CommentRow, 'createdAt' | 'deletedAt'> & { createdAt: string; deletedAt: string | null };
  return { ...row, createdAt: new Date(row.createdAt), deletedAt: row.deletedAt === null ? null : new Date(row.deletedAt) };
}
