import { type FeedEntry, postEntry, repostEntry } from '../../../src/modules/feeds/home/feed-entry.js';
import type { FloorStores } from '../stores.js';

/** MongoDB merges so many index ranges; above it sorts all that matches. */
const CHUNK = 200;

export interface EntryQuestion {
  readonly people: readonly string[];
  readonly viewerId: string;
  readonly tags: ReadonlySet<string>;
  readonly after: string | null;
  readonly limit: number;
}

interface EntryRow {
  readonly _id: string;
  readonly authorId?: string;
  readonly reposterId: string;
  readonly postId: string;
  readonly postAuthorId: string;
}

/** The newest posts and reposts of people, the reader's own reposts, and what has one of the tags, by one command. */
export async function newestEntries({ db }: FloorStores, { people, viewerId, tags, after, limit }: EntryQuestion): Promise<FeedEntry[]> {
  const older = after === null ? {} : { _id: { $lt: after } };
  const posts = chunked(people).map((chunk) => ({ coll: 'posts', pipeline: [{ $match: { authorId: { $in: chunk }, ...older } }, { $sort: { _id: -1, visibility: 1 } }, { $limit: limit }, { $project: { authorId: 1 } }] }));
  const reposts = chunked([...people, viewerId]).map((chunk) => ({ coll: 'reposts', pipeline: [{ $match: { reposterId: { $in: chunk }, ...older } }, { $sort: { _id: -1, postId: 1 } }, { $limit: limit }, { $project: { reposterId: 1, postId: 1, postAuthorId: 1 } }] }));
  const tagged = tags.size > 0 ? [{ coll: 'posts', pipeline: [{ $match: { tags: { $in: [...tags] }, visibility: 'PUBLIC', ...older } }, { $sort: { _id: -1 } }, { $limit: limit }, { $project: { authorId: 1 } }] }] : [];
  const [first, ...others] = [...posts, ...tagged, ...reposts];
  const rows = await db
    .collection(first!.coll)
    .aggregate<EntryRow>([...first!.pipeline, ...others.map((branch) => ({ $unionWith: branch })), { $sort: { _id: -1 } }, { $limit: limit }])
    .toArray();
  return rows.map((row) => (row.authorId === undefined ? repostEntry({ id: row._id, reposterId: row.reposterId, postId: row.postId, postAuthorId: row.postAuthorId }) : postEntry({ id: row._id, authorId: row.authorId })));
}

const chunked = (people: readonly string[]): string[][] => Array.from({ length: Math.ceil(people.length / CHUNK) }, (_, i) => people.slice(i * CHUNK, (i + 1) * CHUNK));
