import { Bodies } from '../../kernel/bodies.js';
import type { EntityCache } from '../../kernel/cache.js';
import { isWholeRow, type PostRow, type RawPost, refOf } from './post.entity.js';
import type { PostStore } from './post.store.js';

export type PostBodies = Bodies<RawPost, PostRow>;

export const postBodies = (store: PostStore, cache: EntityCache): PostBodies =>
  new Bodies({ name: 'post', cache, isWhole: isWholeRow, read: (raws) => store.wholeByRefs(raws.map(refOf)), decode: decodePost });

function decodePost(text: string): PostRow {
  const row = JSON.parse(text) as Omit<PostRow, 'createdAt' | 'editedAt'> & { createdAt: string; editedAt: string | null };
  return { ...row, createdAt: new Date(row.createdAt), editedAt: row.editedAt === null ? null : new Date(row.editedAt) };
}
