import type { Id, PostId, UserId } from '../../kernel/ids.js';
import { type Mongo, type MongoTx, ONE_BATCH } from '../../platform/mongo/mongo.js';
import { type RepostPair, repostPairKey, type RepostRef, type RepostRow } from './repost.entity.js';

export type { MongoTx as Tx } from '../../platform/mongo/mongo.js';

/** The collection, for those who unite it with posts in one aggregate. */
export const REPOSTS = 'reposts';

/** Who has reposted a post, and which repost it was. */
export interface Reposter {
  readonly id: Id;
  readonly reposterId: UserId;
}

/** A page of a post's reposters, the latest first; several are read at once. */
export interface RepostersPage {
  readonly postId: PostId;
  readonly after: Id | null;
  readonly limit: number;
}

export const repostersPageKey = ({ postId, after, limit }: RepostersPage): string => `${postId}/${after}/${limit}`;

/** Sorts behind every id. */
const LAST = '~';
interface Order {
  readonly sort: Readonly<Record<string, 1 | -1>>;
  readonly comparison: '$lt' | '$gt';
}

/** The index `byPost`, all of it, so that no other gives this order. */
const EARLIEST_FIRST: Order = { sort: { postId: 1, _id: 1, reposterId: 1 }, comparison: '$gt' };
const LATEST_FIRST: Order = { sort: { postId: -1, _id: -1, reposterId: -1 }, comparison: '$lt' };

/** Every statement on `reposts`. */
export class RepostStore {
  constructor(private readonly mongo: Mongo) {}

  private get reposts() {
    return this.mongo.collection<RepostRow>(REPOSTS);
  }

  /** False where the person has reposted the post already: then nothing changes. */
  async insert(tx: MongoTx, { reposterId, postId, ...rest }: RepostRow): Promise<boolean> {
    const { upsertedCount } = await this.reposts.updateOne({ reposterId, postId }, { $setOnInsert: rest }, { session: tx, upsert: true });
    return upsertedCount === 1;
  }

  /** The repost that was; null where there was none. */
  remove(tx: MongoTx, { reposterId, postId }: RepostPair): Promise<RepostRow | null> {
    return this.reposts.findOneAndDelete({ reposterId, postId }, { session: tx }) as Promise<RepostRow | null>;
  }

  /** Removes up to `limit` reposts by a person; gives what they were. */
  async removeSomeBy(tx: MongoTx, reposterId: UserId, limit: number): Promise<RepostRow[]> {
    const rows = (await this.reposts.find({ reposterId }, { session: tx }).limit(limit).toArray()) as RepostRow[];
    if (rows.length > 0) await this.reposts.deleteMany({ reposterId, _id: { $in: rows.map((row) => row._id) } }, { session: tx });
    return rows;
  }

  /** Removes up to `limit` reposts of a post; gives their number. */
  async removeSomeOf(postId: PostId, limit: number): Promise<number> {
    const some = await this.reposts.find({ postId }, { projection: { _id: 1, reposterId: 1 } }).limit(limit).toArray();
    await this.removeByRefs(some.map(({ _id, reposterId }) => ({ id: _id, reposterId })));
    return some.length;
  }

  async removeByRefs(refs: readonly RepostRef[]): Promise<void> {
    if (refs.length > 0) await this.reposts.deleteMany(among(refs));
  }

  /** Reposts by id; a ref that names another reposter than the repost has finds nothing. */
  async byRefs(refs: readonly RepostRef[]): Promise<ReadonlyMap<Id, RepostRow>> {
    const reposters = new Map(refs.map((ref) => [ref.id, ref.reposterId]));
    const rows = (await this.reposts.find(among(refs), ONE_BATCH).toArray()) as RepostRow[];
    return new Map(rows.filter((row) => reposters.get(row._id) === row.reposterId).map((row) => [row._id, row]));
  }

  /** Those of the pairs that there are, by `repostPairKey`. */
  async existing(pairs: readonly RepostPair[]): Promise<ReadonlySet<string>> {
    const which = { reposterId: { $in: [...new Set(pairs.map((pair) => pair.reposterId))] }, postId: { $in: [...new Set(pairs.map((pair) => pair.postId))] } };
    const rows = await this.reposts.find(which, { ...ONE_BATCH, projection: { _id: 0, reposterId: 1, postId: 1 }, hint: 'pair' }).toArray();
    return new Set(rows.map(repostPairKey));
  }

  /** Pages of many posts' reposters in one command per page size; a Map by `repostersPageKey`. */
  async pages(pages: readonly RepostersPage[]): Promise<ReadonlyMap<string, readonly Reposter[]>> {
    const sizes = [...new Set(pages.map((page) => page.limit))];
    const found = await Promise.all(
      sizes.map((limit) => this.beyond(pages.filter((page) => page.limit === limit).map((page) => ({ key: repostersPageKey(page), postId: page.postId, place: page.after ?? LAST })), LATEST_FIRST, limit)),
    );
    return new Map(found.flatMap((each) => [...each]));
  }

  /** Up to `limit` of those who reposted each of these posts, the earliest first, by one command; a post that nobody has reposted is not in the Map. */
  async earliestOf(postIds: readonly PostId[], limit: number): Promise<ReadonlyMap<PostId, readonly Reposter[]>> {
    const asked = [...new Set(postIds)].map((_id) => ({ _id }));
    if (asked.length === 0) return new Map();
    const stages = [{ $documents: asked }, ...this.earliest('reposters', limit)];
    const rows = await this.mongo.db.aggregate<{ _id: PostId; reposters: Reposter[] }>(stages, ONE_BATCH).toArray();
    return new Map(rows.filter((row) => row.reposters.length > 0).map((row) => [row._id, row.reposters]));
  }

  /** The same as the stages of a `$lookup` in an aggregate over posts: a list of `Reposter` under the name `as`. */
  earliest(as: string, limit: number): object[] {
    const pipeline = [{ $sort: { _id: 1 } }, { $limit: limit }, REPOSTER];
    return [{ $lookup: { from: REPOSTS, localField: '_id', foreignField: 'postId', pipeline, as } }];
  }

  /** Up to `limit` of those who reposted each of these posts behind one of its reposts, the earliest first, by one command. */
  stretches(behind: readonly { readonly postId: PostId; readonly after: Id }[], limit: number): Promise<ReadonlyMap<PostId, readonly Reposter[]>> {
    return this.beyond(behind.map(({ postId, after }) => ({ key: postId, postId, place: after })), EARLIEST_FIRST, limit);
  }

  /** Those who reposted each of many posts, beyond a repost of it, by one command; a Map by the keys. */
  private async beyond(asked: readonly { readonly key: string; readonly postId: PostId; readonly place: Id }[], { sort, comparison }: Order, limit: number): Promise<ReadonlyMap<string, readonly Reposter[]>> {
    const ofPost = { $and: [{ $eq: ['$postId', '$$postId'] }, { [comparison]: ['$_id', '$$place'] }] };
    const pipeline = [{ $match: { $expr: ofPost } }, { $sort: sort }, { $limit: limit }, REPOSTER];
    const stages = [{ $documents: asked }, { $lookup: { from: REPOSTS, let: { postId: '$postId', place: '$place' }, pipeline, as: 'rows' } }, { $project: { key: 1, rows: 1 } }];
    const rows = await this.mongo.db.aggregate<{ key: string; rows: Reposter[] }>(stages, ONE_BATCH).toArray();
    return new Map(rows.map((row) => [row.key, row.rows]));
  }

  /** The earliest repost of each post by any of these people, exactly, however many they are; what none of them has reposted is not in the Map. */
  async earliestAmong(postIds: readonly PostId[], reposterIds: readonly UserId[]): Promise<ReadonlyMap<PostId, Reposter>> {
    // A probe of the unique pair for each: their number bounds it, and not how often a post was reposted.
    const which = { reposterId: { $in: [...reposterIds] }, postId: { $in: [...postIds] } };
    // Of two pairs the one with the lower id is the lower one.
    const stages = [{ $match: which }, { $group: { _id: '$postId', earliest: { $min: { id: '$_id', reposterId: '$reposterId' } } } }];
    const rows = await this.reposts.aggregate<{ _id: PostId; earliest: Reposter }>(stages, { ...ONE_BATCH, hint: 'pair' }).toArray();
    return new Map(rows.map((row) => [row._id, row.earliest]));
  }

  /** The stages of a `$lookup` in an aggregate over posts: whether one person has reposted each. */
  ofViewer(as: string, reposterId: UserId): object[] {
    const pipeline = [{ $match: { reposterId } }, { $project: { _id: 1 } }];
    return [{ $lookup: { from: REPOSTS, localField: '_id', foreignField: 'postId', pipeline, as } }];
  }
}

/** What makes a `Reposter` of a row. */
const REPOSTER = { $project: { _id: 0, id: '$_id', reposterId: 1 } };

/** Both keys are matched as sets, so that the shards of these reposters are asked and no others. */
const among = (refs: readonly RepostRef[]) => ({
  _id: { $in: refs.map((ref) => ref.id) },
  reposterId: { $in: [...new Set(refs.map((ref) => ref.reposterId))] },
});
