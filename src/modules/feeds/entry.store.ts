import type { Id, PostId, UserId } from '../../kernel/ids.js';
import { type Mongo, ONE_BATCH } from '../../platform/mongo/mongo.js';
import { chunksOf, pagesByChunk } from '../posts/index.js';
import { REPOSTS } from '../reposts/index.js';
import { type FeedEntry, postEntry, repostEntry } from './feed-entry.js';

/** Whose entries are wanted: what these people have published and reposted, and public posts with any of these tags. */
export interface EntryQuestion {
  readonly userIds: readonly UserId[];
  /** Whose reposts are wanted besides, but not their posts. */
  readonly reposterIds?: readonly UserId[];
  readonly tags?: readonly string[];
  /** Only what is below this position; null from the newest. */
  readonly after: Id | null;
  readonly limit: number;
}

interface EntryRow {
  readonly _id: Id;
  readonly authorId?: UserId;
  readonly reposterId?: UserId;
  readonly postId?: PostId;
  readonly postAuthorId?: UserId;
}

/** Entries of home feeds as the owner store has them: the truth that timelines are made from, and that reads fall back to. */
export class EntryStore {
  constructor(private readonly mongo: Mongo) {}

  /** The newest entries, by one command that reads indexes alone: chunks of people are each merged, and a page of each is sorted with the others'. */
  async newest({ userIds, reposterIds = [], tags = [], after, limit }: EntryQuestion): Promise<FeedEntry[]> {
    const posts = pagesByChunk(userIds, after, limit).map((stages) => ({ coll: 'posts', pipeline: [...stages, OF_POST] }));
    const reposts = chunksOf([...userIds, ...reposterIds]).map((chunk) => ({ coll: REPOSTS, pipeline: pageOfReposters(chunk, after, limit) }));
    const tagged = tags.length > 0 ? [{ coll: 'posts', pipeline: pageOfTags(tags, after, limit) }] : [];
    const [first, ...others] = [...posts, ...tagged, ...reposts];
    if (!first) return [];
    const united = others.map((branch) => ({ $unionWith: branch }));
    const sorted = others.length > 0 ? [{ $sort: { _id: -1 } }, { $limit: limit }] : [];
    const rows = await this.mongo.collection<EntryRow>(first.coll).aggregate<EntryRow>([...first.pipeline, ...united, ...sorted], ONE_BATCH).toArray();
    return rows.map(toEntry);
  }
}

const OF_POST = { $project: { authorId: 1 } };

/** By the index on (reposterId, _id, postId) and by no other, as with posts: see `author-chunks`. */
const pageOfReposters = (chunk: readonly UserId[], after: Id | null, limit: number): object[] => [
  { $match: { reposterId: { $in: chunk }, ...(after !== null && { _id: { $lt: after } }) } },
  { $sort: { _id: -1, postId: 1 } },
  { $limit: limit },
  { $project: { reposterId: 1, postId: 1, postAuthorId: 1 } },
];

const pageOfTags = (tags: readonly string[], after: Id | null, limit: number): object[] => [
  { $match: { tags: { $in: [...tags] }, visibility: 'PUBLIC', ...(after !== null && { _id: { $lt: after } }) } },
  { $sort: { _id: -1 } },
  { $limit: limit },
  OF_POST,
];

const toEntry = (row: EntryRow): FeedEntry =>
  row.authorId === undefined
    ? repostEntry({ id: row._id, reposterId: row.reposterId!, postId: row.postId!, postAuthorId: row.postAuthorId! })
    : postEntry({ id: row._id, authorId: row.authorId });
