import type { Id, UserId } from '../../kernel/ids.js';

/**
 * MongoDB merges `$in` with a sort over at most this many index ranges (`internalQueryMaxScansToExplode`); above it sorts
 * everything that matches.
 */
export const CHUNK = 200;

/**
 * Newest first, by the index on (authorId, _id, visibility) and by no other: ids are unique, so that `visibility` orders
 * nothing, but it keeps the planner from walking the whole collection by `_id`, which it did for some deep pages.
 */
export const NEWEST_OF_AUTHORS = { _id: -1, visibility: 1 } as const;

/** Sorts behind every id. */
export const LAST = '~';

/**
 * The newest posts of many authors, a pipeline for each chunk of them, for whoever unites their pages: each is merged by the
 * index on (authorId, _id), and nothing but a page is read of it.
 *
 * Seen on mongod 6.0.5 with 200,000 posts of 9,526 authors, limit 21, on the first page and on a deep one: 1,500 authors
 * read 1,660 keys and 168 documents in 8 pipelines, each LIMIT over FETCH over SORT_MERGE over 200 (the last 100) IXSCANs; a
 * quiet author alone reads 1 key and 1 document, and 400 quiet ones, after busy ones had filled the plan cache, 1,100 keys.
 */
export function pagesByChunk(authorIds: readonly UserId[], after: Id | null, limit: number, from: Id | null = null): object[][] {
  return chunksOf(authorIds).map((chunk) => pageOfChunk(chunk, after, limit, from));
}

/** The condition on `_id` of what lies below `after`, and not below `from`; null for no such end. */
export const between = (after: Id | null, from: Id | null): object =>
  after === null && from === null ? {} : { _id: { ...(after !== null && { $lt: after }), ...(from !== null && { $gte: from }) } };

/** As many ids together as one merge takes. */
export function chunksOf(ids: readonly Id[]): Id[][] {
  const chunks: Id[][] = [];
  for (let start = 0; start < ids.length; start += CHUNK) chunks.push(ids.slice(start, start + CHUNK));
  return chunks;
}

const pageOfChunk = (authorIds: readonly UserId[], after: Id | null, limit: number, from: Id | null): object[] => [
  { $match: { authorId: { $in: authorIds }, ...between(after, from) } },
  { $sort: NEWEST_OF_AUTHORS },
  { $limit: limit },
];
