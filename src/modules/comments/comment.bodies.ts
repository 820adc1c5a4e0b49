import type { EntityCache } from '../../kernel/cache.js';
import { CachedRows } from '../../kernel/cached-rows.js';
import { type CommentRow, isWholeRow, placeOf, type RawComment, refOf, refOfPlace } from './comment.entity.js';
import type { CommentStore } from './comment.store.js';

/** Completes what aggregates gave: whole rows as they are, skeletons from the entity cache under their `rev`. */
export class CommentBodies {
  private readonly cached: CachedRows<CommentRow>;

  constructor(store: CommentStore, cache: EntityCache) {
    this.cached = new CachedRows<CommentRow>({
      name: 'comment',
      cache,
      read: (places) => store.wholeByRefs(places.map(refOfPlace)),
      encode: (row) => JSON.stringify(row),
      decode: decodeComment,
    });
  }

  /** By `placeOf`; a comment that was removed since its skeleton was read is not in the Map. */
  async complete(raws: readonly RawComment[]): Promise<ReadonlyMap<string, CommentRow>> {
    const rows = new Map<string, CommentRow>();
    const revs = new Map<string, number>();
    for (const raw of raws) {
      if (isWholeRow(raw)) rows.set(placeOf(refOf(raw)), raw as unknown as CommentRow);
      else revs.set(placeOf(refOf(raw)), raw.rev);
    }
    if (revs.size > 0) for (const [place, row] of await this.cached.get(revs)) rows.set(place, row);
    return rows;
  }
}

function decodeComment(text: string): CommentRow {
  const row = JSON.parse(text) as Omit<CommentRow, 'createdAt' | 'deletedAt'> & { createdAt: string; deletedAt: string | null };
  return { ...row, createdAt: new Date(row.createdAt), deletedAt: row.deletedAt === null ? null : new Date(row.deletedAt) };
}
