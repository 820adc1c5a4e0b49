import { type Id, mintId, type PostId, timeOf, type UserId } from '../../../kernel/ids.js';
import { type Mongo, ONE_BATCH } from '../../../platform/mongo/mongo.js';
import { between, chunksOf, pagesByChunk } from '../../posts/index.js';
import { REPOSTS } from '../../reposts/index.js';
import { type FeedEntry, postEntry, repostEntry } from './feed-entry.js';

/** Whose entries are wanted: what these people have published and reposted, and public posts with any of these tags. */
export interface EntryQuestion {
  readonly userIds: readonly UserId[];
  /** Whose reposts are wanted besides, but not their posts. */
  readonly reposterIds?: readonly UserId[];
  readonly tags?: readonly string[];
  /** Only what is below this position; null from the newest. */
  readonly after: Id | null;
  /** Nothing that is lower than this; absent for no such end. */
  readonly from?: Id | null;
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
  async newest({ userIds, reposterIds = [], tags = [], after, from = null, limit }: EntryQuestion): Promise<FeedEntry[]> {
    const posts = pagesByChunk(userIds, after, limit, from).map((stages) => ({ coll: 'posts', pipeline: [...stages, OF_POST] }));
    const reposts = chunksOf([...userIds, ...reposterIds]).map((chunk) => ({ coll: REPOSTS, pipeline: pageOfReposters(chunk, after, from, limit) }));
    const tagged = tags.length > 0 ? [{ coll: 'posts', pipeline: pageOfTags(tags, after, limit) }] : [];
    const [first, ...others] = [...posts, ...tagged, ...reposts];
    if (!first) return [];
    const united = others.map((branch) => ({ $unionWith: branch }));
    const sorted = others.length > 0 ? [{ $sort: { _id: -1 } }, { $limit: limit }] : [];
    const rows = await this.mongo.collection<EntryRow>(first.coll).aggregate<EntryRow>([...first.pipeline, ...united, ...sorted], ONE_BATCH).toArray();
    return rows.map(toEntry);
  }

  /**
   * The `limit` newest entries of people, where that is many: how far back they lie is guessed from the first hundred, since
   * else each chunk of people would be read for as many as all of them together.
   */
  async many(userIds: readonly UserId[], reposterIds: readonly UserId[], limit: number): Promise<FeedEntry[]> {
    const question = { userIds, reposterIds, after: null };
    if (userIds.length <= FEW) return this.newest({ ...question, limit });
    const now = Date.now();
    const probe = await this.newest({ ...question, limit: Math.min(PROBE, limit) });
    if (probe.length < PROBE) return probe;
    const reach = now - timeOf(probe.at(-1)!.position).getTime();
    const from = mintId(new Date(Math.max(0, now - reach * Math.ceil((limit / PROBE) * MARGIN))));
    const found = await this.newest({ ...question, from, limit });
    return found.length === limit ? found : this.newest({ ...question, limit });
  }
}

/** People whose entries are read in one go. */
const FEW = 400;
const PROBE = 100;
const MARGIN = 1.5;

const OF_POST = { $project: { authorId: 1 } };

/** By the index on (reposterId, _id, postId) and by no other, as with posts: see `author-chunks`. */
const pageOfReposters = (chunk: readonly UserId[], after: Id | null, from: Id | null, limit: number): object[] => [
  { $match: { reposterId: { $in: chunk }, ...between(after, from) } },
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
