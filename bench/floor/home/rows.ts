import type { EntryWindow } from '../../../src/modules/feeds/home/entry-window.js';
import { byPosition, type FeedEntry, postEntry } from '../../../src/modules/feeds/home/feed-entry.js';
import { lookUpComments, lookUpMine, POST_FIELDS, type PostRow } from '../rows.js';
import type { FloorStores } from '../stores.js';

export const PAGE = 20;
export const COMMENTS = 2;
/** The earliest reposts of a post that are looked at before all are. */
export const EARLIEST = 6;

export interface HomeRow extends PostRow {
  readonly tags?: readonly string[];
  readonly repostCount?: number;
  /** Of posts with a repost among the entries. */
  readonly reposts?: readonly { readonly id: string; readonly reposterId: string }[];
}

export interface FoundRows {
  readonly entries: readonly FeedEntry[];
  readonly rows: ReadonlyMap<string, HomeRow>;
  readonly end: string | null;
}

/** The posts of all entries and the reader's own between them, with all that hangs on them, by one command. */
export async function rowsOf({ db }: FloorStores, viewerId: string, { entries, end }: EntryWindow, after: string | null, hidden: readonly string[]): Promise<FoundRows> {
  const reposted = new Map(entries.flatMap(({ post, reposterId }) => (reposterId === null ? [] : [[post.id, post.authorId] as const])));
  const plain = new Map(entries.flatMap(({ post }) => (reposted.has(post.id) ? [] : [[post.id, post.authorId] as const])));
  const range = { ...(after !== null && { $lt: after }), ...(end !== null && { $gte: end }) };
  const own = [{ $match: { authorId: viewerId, ...(Object.keys(range).length > 0 && { _id: range }) } }, { $sort: { _id: -1, visibility: 1 } }, { $limit: PAGE + 1 }, { $project: FIELDS }];
  const branches = [...(plain.size > 0 ? [among(plain)] : []), own, ...(reposted.size > 0 ? [[...among(reposted), EARLIEST_REPOSTS]] : [])];
  const [first, ...others] = branches;
  const found = await db
    .collection('posts')
    .aggregate<HomeRow>([...first!, ...others.map((pipeline) => ({ $unionWith: { coll: 'posts', pipeline } })), lookUpMine(viewerId), lookUpComments(viewerId, hidden, null, COMMENTS + 1)])
    .toArray();
  const rows = new Map(found.map((row) => [row._id, row]));
  const mine = found.flatMap((row) => (row.authorId === viewerId && !plain.has(row._id) && !reposted.has(row._id) ? postEntry({ id: row._id, authorId: viewerId }) : [])).sort(byPosition);
  const cut = mine.length > PAGE ? mine[PAGE - 1]!.position : null;
  const all = mine.length > 0 ? [...entries, ...mine.slice(0, PAGE)].sort(byPosition) : entries;
  return cut === null ? { entries: all, rows, end } : { entries: all.filter(({ position }) => position >= cut), rows, end: cut };
}

const FIELDS = { ...POST_FIELDS, tags: 1, repostCount: 1 };

const among = (refs: ReadonlyMap<string, string>): object[] => [{ $match: { _id: { $in: [...refs.keys()] }, authorId: { $in: [...new Set(refs.values())] } } }, { $project: FIELDS }];

const EARLIEST_REPOSTS = {
  $lookup: { from: 'reposts', localField: '_id', foreignField: 'postId', pipeline: [{ $sort: { _id: 1 } }, { $limit: EARLIEST }, { $project: { _id: 0, id: '$_id', reposterId: 1 } }], as: 'reposts' },
};
