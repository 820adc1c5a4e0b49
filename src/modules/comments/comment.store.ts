import type { EntityCache } from '../../kernel/cache.js';
import type { CommentId, CommentRef, Id, PostId, UserId } from '../../kernel/ids.js';
import { type Mongo, type MongoTx, ONE_BATCH } from '../../platform/mongo/mongo.js';
import { type CommentRow, placeOf, type RawComment, refOf, SKELETON_PROJECTION } from './comment.entity.js';

export type { MongoTx as Tx } from '../../platform/mongo/mongo.js';

/** A page of the answers to a post (`parentId` null) or to a comment, oldest first; several are read at once. */
export interface ThreadPage {
  readonly postId: PostId;
  readonly parentId: CommentId | null;
  readonly after: Id | null;
  readonly limit: number;
}

export const threadPageKey = ({ postId, parentId, after, limit }: ThreadPage): string => `${postId}/${parentId}/${after}/${limit}`;

/** A tombstone on which nothing alive hangs is not there for anybody. */
const STANDS = { $or: [{ deletedAt: null }, { livingDescendants: { $gt: 0 } }] };
/**
 * Oldest first within one thread, by the index on (postId, parentId, _id) and by no other: all parents are the same here, so
 * that naming them orders nothing, but it keeps the planner from walking the whole collection by `_id`.
 */
const OLDEST_OF_THREAD = { parentId: 1, _id: 1 } as const;
/** Sorts before every id. */
const FIRST = '';

/** Every statement on `comments`. Reads take the stages that parts add, and give skeletons while the entity cache is on. */
export class CommentStore {
  constructor(
    private readonly mongo: Mongo,
    private readonly cache: EntityCache,
  ) {}

  private get comments() {
    return this.mongo.collection<CommentRow>('comments');
  }

  async insert(tx: MongoTx, comment: CommentRow): Promise<void> {
    await this.comments.insertOne(comment, { session: tx });
  }

  /** Makes tombstones of the comments that are alive; gives their number. */
  async bury(tx: MongoTx, postIds: readonly PostId[], ids: readonly CommentId[], deletedAt: Date): Promise<number> {
    const { modifiedCount } = await this.comments.updateMany(
      { postId: { $in: [...postIds] }, _id: { $in: [...ids] }, deletedAt: null },
      { $set: { authorId: null, text: null, facets: [], deletedAt }, $inc: { rev: 1 } },
      { session: tx },
    );
    return modifiedCount;
  }

  /** Some comments of a person, as they are when the transaction starts. */
  someOf(tx: MongoTx, authorId: UserId, limit: number): Promise<CommentRow[]> {
    return this.comments.find({ authorId }, { session: tx }).sort({ authorId: 1, _id: 1 }).limit(limit).toArray() as Promise<CommentRow[]>;
  }

  /** Under whose posts a person has commented, the latest first, one for each comment. */
  async latestOf(authorId: UserId, limit: number): Promise<UserId[]> {
    const rows = await this.comments.find({ authorId }, { ...ONE_BATCH, projection: { _id: 0, postAuthorId: 1 } }).sort({ authorId: 1, _id: -1 }).limit(limit).toArray();
    return rows.map((row) => row.postAuthorId);
  }

  /** Takes a person out of the ancestry of up to `limit` comments below theirs; gives their number. */
  async forgetAncestor(userId: UserId, limit: number): Promise<number> {
    const below = { ancestorAuthorIds: userId, depth: { $gt: 1 } };
    const some = await this.comments.find(below, { projection: { postId: 1 } }).limit(limit).toArray();
    if (some.length === 0) return 0;
    const these = { postId: { $in: some.map((row) => row.postId) }, _id: { $in: some.map((row) => row._id) } };
    await this.comments.updateMany(these, { $pull: { ancestorAuthorIds: userId }, $inc: { rev: 1 } });
    return some.length;
  }

  /** Removes up to `limit` comments of a post; gives their number. */
  async removeSome(postId: PostId, limit: number): Promise<number> {
    const some = await this.comments.find({ postId }, { projection: { _id: 1 } }).limit(limit).toArray();
    if (some.length > 0) await this.comments.deleteMany({ postId, _id: { $in: some.map((row) => row._id) } });
    return some.length;
  }

  async remove(postId: PostId, id: CommentId): Promise<void> {
    await this.comments.deleteOne({ postId, _id: id });
  }

  /** The stages of a `$lookup` in an aggregate over posts: the first comments of each, those of hidden people left out. */
  firstOfPosts(as: string, hiddenIds: readonly UserId[], after: Id | null, limit: number, stages: readonly object[]): object[] {
    const match = {
      parentId: null,
      ...(after !== null && { _id: { $gt: after } }),
      ...(hiddenIds.length > 0 && { authorId: { $nin: hiddenIds } }),
      ...STANDS,
    };
    const pipeline = [{ $match: match }, { $sort: OLDEST_OF_THREAD }, { $limit: limit }, ...this.projection(), ...stages];
    return [{ $lookup: { from: 'comments', localField: '_id', foreignField: 'postId', pipeline, as } }];
  }

  /** Pages of many threads in one command per page size; a Map by `threadPageKey`. */
  async pages(pages: readonly ThreadPage[]): Promise<ReadonlyMap<string, RawComment[]>> {
    const found = new Map<string, RawComment[]>();
    await Promise.all(
      [...new Set(pages.map((page) => page.limit))].map(async (limit) => {
        const asked = pages.filter((page) => page.limit === limit).map((page) => ({ ...page, after: page.after ?? FIRST, key: threadPageKey(page) }));
        const inThread = { $and: [{ $eq: ['$postId', '$$postId'] }, { $eq: ['$parentId', '$$parentId'] }, { $gt: ['$_id', '$$after'] }] };
        const pipeline = [{ $match: { $expr: inThread, ...STANDS } }, { $sort: OLDEST_OF_THREAD }, { $limit: limit }, ...this.projection()];
        const variables = { postId: '$postId', parentId: '$parentId', after: '$after' };
        const stages = [{ $documents: asked }, { $lookup: { from: 'comments', let: variables, pipeline, as: 'rows' } }, { $project: { key: 1, rows: 1 } }];
        for await (const { key, rows } of this.mongo.db.aggregate<{ key: string; rows: RawComment[] }>(stages, ONE_BATCH)) found.set(key, rows);
      }),
    );
    return found;
  }

  /** Comments by `placeOf`; a ref that names another post or author finds nothing. */
  async byRefs(refs: readonly CommentRef[], stages: readonly object[]): Promise<ReadonlyMap<string, RawComment>> {
    return byPlace(await this.comments.aggregate<RawComment>([matchRefs(refs), ...this.projection(), ...stages], ONE_BATCH).toArray(), refs);
  }

  /** Whole rows by `placeOf`, whatever the cache would say. */
  async wholeByRefs(refs: readonly CommentRef[]): Promise<ReadonlyMap<string, CommentRow>> {
    return byPlace((await this.comments.find(matchRefs(refs).$match, ONE_BATCH).toArray()) as CommentRow[], refs);
  }

  private projection(): object[] {
    return this.cache.enabled ? [{ $project: SKELETON_PROJECTION }] : [];
  }
}

/** Both keys are matched as sets, so that the shards of these posts are asked and no others. */
const matchRefs = (refs: readonly CommentRef[]) => ({
  $match: { _id: { $in: refs.map((ref) => ref.id) }, postId: { $in: [...new Set(refs.map((ref) => ref.postId))] } },
});

function byPlace<Row extends Pick<CommentRow, '_id' | 'postId' | 'postAuthorId'>>(rows: readonly Row[], refs: readonly CommentRef[]): ReadonlyMap<string, Row> {
  const asked = new Set(refs.map(placeOf));
  const found = new Map<string, Row>();
  for (const row of rows) {
    const place = placeOf(refOf(row));
    if (asked.has(place)) found.set(place, row);
  }
  return found;
}
