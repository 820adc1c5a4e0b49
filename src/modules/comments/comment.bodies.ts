import { Bodies } from '../../kernel/bodies.js';
import type { EntityCache } from '../../kernel/cache.js';
import { type CommentRow, isWholeRow, type RawComment, refOf } from './comment.entity.js';
import type { CommentStore } from './comment.store.js';

export type CommentBodies = Bodies<RawComment, CommentRow>;

export const commentBodies = (store: CommentStore, cache: EntityCache): CommentBodies =>
  new Bodies({
    name: 'comment',
    cache,
    idOf: ({ _id }) => _id,
    isWhole: isWholeRow,
    read: async (raws) => new Map([...(await store.wholeByRefs(raws.map(refOf))).values()].map((row) => [row._id, row])),
    encode: (row) => JSON.stringify(row),
    decode: decodeComment,
  });

function decodeComment(text: string): CommentRow {
  const row = JSON.parse(text) as Omit<CommentRow, 'createdAt' | 'deletedAt'> & { createdAt: string; deletedAt: string | null };
  return { ...row, createdAt: new Date(row.createdAt), deletedAt: row.deletedAt === null ? null : new Date(row.deletedAt) };
}
