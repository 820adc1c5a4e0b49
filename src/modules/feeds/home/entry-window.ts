import type { Id } from '../../../kernel/ids.js';
import { byPosition, type FeedEntry } from './feed-entry.js';

/** Entries of one source, newest first, with none left out from `from` up; null where none is left out at all. */
export interface SourceWindow {
  readonly entries: readonly FeedEntry[];
  readonly from: Id | null;
}

/** What a page is made from. */
export interface EntryWindow {
  readonly entries: readonly FeedEntry[];
  /** Where to read on; null at the end of the feed. */
  readonly end: Id | null;
}

/** The window of a source that was asked for one entry more than `limit`. */
export function windowOf(entries: readonly FeedEntry[], limit: number): SourceWindow {
  return { entries, from: entries.length > limit ? entries.at(-1)!.position : null };
}

/**
 * The newest entries of all sources together, of up to `limit` posts: as far down as each of them is complete. Many entries
 * may be of one post, which costs one row.
 */
export function unite(sources: readonly SourceWindow[], limit: number): EntryWindow {
  const from = sources.reduce<Id | null>((highest, { from: each }) => (each !== null && (highest === null || each > highest) ? each : highest), null);
  const all = sources.length === 1 ? sources[0]!.entries : sources.flatMap(({ entries }) => entries).sort(byPosition);
  const entries: FeedEntry[] = [];
  const posts = new Set<Id>();
  let last: Id | null = null;
  for (const entry of all) {
    if (from !== null && entry.position < from) break;
    if (entry.position === last) continue;
    if (posts.size === limit && !posts.has(entry.post.id)) return { entries, end: last };
    posts.add(entry.post.id);
    entries.push(entry);
    last = entry.position;
  }
  return { entries, end: from };
}
