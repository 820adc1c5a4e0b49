import type { EntityCache } from '../../kernel/cache.js';
import { CachedRows } from '../../kernel/cached-rows.js';
import { isWholeRow, type PostRow, type RawPost, refOf } from './post.entity.js';
import type { PostStore } from './post.store.js';

/** Completes what aggregates gave: whole rows as they are, skeletons from the entity cache under their `rev`. */
export class PostBodies {
  private readonly cached: CachedRows<RawPost, PostRow>;

  constructor(store: PostStore, cache: EntityCache) {
    this.cached = new CachedRows<RawPost, PostRow>({
      name: 'post',
      cache,
      idOf: ({ _id }) => _id,
      read: async (raws) => new Map([...(await store.wholeByRefs(raws.map(refOf))).values()].map((row) => [row._id, row])),
      encode: (row) => JSON.stringify(row),
      decode: decodePost,
    });
  }

  /** By what is completed; a post that was deleted since its skeleton was read is not in the Map. */
  async complete(raws: readonly RawPost[]): Promise<ReadonlyMap<RawPost, PostRow>> {
    const rows = await this.cached.get(raws.filter((raw) => !isWholeRow(raw)));
    for (const raw of raws) if (isWholeRow(raw)) rows.set(raw, raw as unknown as PostRow);
    return rows;
  }

  /** The same under the keys that they were found by. */
  async completeAll(found: ReadonlyMap<string, RawPost>): Promise<ReadonlyMap<string, PostRow>> {
    const rows = await this.complete([...found.values()]);
    return new Map([...found].flatMap(([key, raw]) => (rows.has(raw) ? [[key, rows.get(raw)!]] : [])));
  }
}

function decodePost(text: string): PostRow {
  const row = JSON.parse(text) as Omit<PostRow, 'createdAt' | 'editedAt'> & { createdAt: string; editedAt: string | null };
  return { ...row, createdAt: new Date(row.createdAt), editedAt: row.editedAt === null ? null : new Date(row.editedAt) };
}
