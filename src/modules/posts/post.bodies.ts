import type { EntityCache } from '../../kernel/cache.js';
import { CachedRows } from '../../kernel/cached-rows.js';
import { isWholeRow, placeOf, type PostRow, type RawPost, refOf, refOfPlace } from './post.entity.js';
import type { PostStore } from './post.store.js';

/** Completes what aggregates gave: whole rows as they are, skeletons from the entity cache under their `rev`. */
export class PostBodies {
  private readonly cached: CachedRows<PostRow>;

  constructor(store: PostStore, cache: EntityCache) {
    this.cached = new CachedRows<PostRow>({
      name: 'post',
      cache,
      read: (places) => store.wholeByRefs(places.map(refOfPlace)),
      encode: (row) => JSON.stringify(row),
      decode: decodePost,
    });
  }

  /** By `placeOf`; a post that was deleted since its skeleton was read is not in the Map. */
  async complete(raws: readonly RawPost[]): Promise<ReadonlyMap<string, PostRow>> {
    const rows = new Map<string, PostRow>();
    const revs = new Map<string, number>();
    for (const raw of raws) {
      if (isWholeRow(raw)) rows.set(placeOf(refOf(raw)), raw as unknown as PostRow);
      else revs.set(placeOf(refOf(raw)), raw.rev);
    }
    if (revs.size > 0) for (const [place, row] of await this.cached.get(revs)) rows.set(place, row);
    return rows;
  }
}

function decodePost(text: string): PostRow {
  const row = JSON.parse(text) as Omit<PostRow, 'createdAt' | 'editedAt'> & { createdAt: string; editedAt: string | null };
  return { ...row, createdAt: new Date(row.createdAt), editedAt: row.editedAt === null ? null : new Date(row.editedAt) };
}
