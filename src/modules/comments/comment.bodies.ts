import type { EntityCache } from '../../kernel/cache.js';
import { CachedRows } from '../../kernel/cached-rows.js';
import { type CommentRow, isWholeRow, type RawComment, refOf } from './comment.entity.js';
import type { CommentStore } from './comment.store.js';

/** Completes what aggregates gave: whole rows as they are, skeletons from the entity cache under their `rev`. */
export class CommentBodies {
  private readonly cached: CachedRows<RawComment, CommentRow>;

  constructor(store: CommentStore, cache: EntityCache) {
    this.cached = new CachedRows<RawComment, CommentRow>({
      name: 'comment',
      cache,
      idOf: ({ _id }) => _id,
      read: async (raws) => new Map([...(await store.wholeByRefs(raws.map(refOf))).values()].map((row) => [row._id, row])),
      encode: (row) => JSON.stringify(row),
      decode: decodeComment,
    });
  }

  /** By what is completed; a comment that was removed since its skeleton was read is not in the Map. */
  async complete(raws: readonly RawComment[]): Promise<ReadonlyMap<RawComment, CommentRow>> {
    const rows = await this.cached.get(raws.filter((raw) => !isWholeRow(raw)));
    for (const raw of raws) if (isWholeRow(raw)) rows.set(raw, raw as unknown as CommentRow);
    return rows;
  }

  /** The same under the keys that they were found by. */
  async completeAll(found: ReadonlyMap<string, RawComment>): Promise<ReadonlyMap<string, CommentRow>> {
    const rows = await this.complete([...found.values()]);
    return new Map([...found].flatMap(([key, raw]) => (rows.has(raw) ? [[key, rows.get(raw)!]] : [])));
  }
}

function decodeComment(text: string): CommentRow {
  const row = JSON.parse(text) as Omit<CommentRow, 'createdAt' | 'deletedAt'> & { createdAt: string; deletedAt: string | null };
  return { ...row, createdAt: new Date(row.createdAt), deletedAt: row.deletedAt === null ? null : new Date(row.deletedAt) };
}
