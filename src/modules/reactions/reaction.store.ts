import type { Id, PostId, UserId } from '../../kernel/ids.js';
import { type Mongo, type MongoTx, ONE_BATCH } from '../../platform/mongo/mongo.js';
import type { ReactionRow } from './reaction.entity.js';
import type { ReactionKind } from './reaction.kinds.js';

export type { MongoTx as Tx } from '../../platform/mongo/mongo.js';

/** One person's reaction to one subject. */
export interface ReactionPair {
  readonly userId: UserId;
  readonly subjectId: Id;
}

export const reactionPairKey = ({ userId, subjectId }: ReactionPair): string => `${userId}/${subjectId}`;

/** Every statement on `reactions`. */
export class ReactionStore {
  constructor(private readonly mongo: Mongo) {}

  private get reactions() {
    return this.mongo.collection<ReactionRow>('reactions');
  }

  /** Makes this the person's reaction to the subject; gives what it was before, null where there was none. */
  async put(tx: MongoTx, { kind, subjectId, userId, ...rest }: ReactionRow): Promise<ReactionRow | null> {
    return this.reactions.findOneAndUpdate(
      { subjectId, userId },
      { $set: { kind }, $setOnInsert: rest },
      { session: tx, upsert: true, returnDocument: 'before' },
    ) as Promise<ReactionRow | null>;
  }

  /** The reaction that was; null where there was none. */
  remove(tx: MongoTx, { subjectId, userId }: ReactionPair): Promise<ReactionRow | null> {
    return this.reactions.findOneAndDelete({ subjectId, userId }, { session: tx }) as Promise<ReactionRow | null>;
  }

  /** Removes up to `limit` reactions of a person, or to a subject; gives what they were. */
  async removeSome(tx: MongoTx, which: { readonly userId: UserId } | { readonly subjectId: Id }, limit: number): Promise<ReactionRow[]> {
    const rows = (await this.reactions.find(which, { session: tx }).limit(limit).toArray()) as ReactionRow[];
    const subjectIds = [...new Set(rows.map((row) => row.subjectId))];
    if (rows.length > 0) await this.reactions.deleteMany({ subjectId: { $in: subjectIds }, _id: { $in: rows.map((row) => row._id) } }, { session: tx });
    return rows;
  }

  /** Removes up to `limit` reactions to a post and to the comments under it; gives their number. */
  async removeUnder(postId: PostId, limit: number): Promise<number> {
    const some = await this.reactions.find({ postId }, { projection: { _id: 1 } }).limit(limit).toArray();
    if (some.length > 0) await this.reactions.deleteMany({ _id: { $in: some.map((row) => row._id) } });
    return some.length;
  }

  /** The kinds that these people have chosen for these subjects, by `reactionPairKey`. */
  async kindsOf(pairs: readonly ReactionPair[]): Promise<ReadonlyMap<string, ReactionKind>> {
    const among = (ids: readonly Id[]) => ({ $in: [...new Set(ids)] });
    const which = { subjectId: among(pairs.map((pair) => pair.subjectId)), userId: among(pairs.map((pair) => pair.userId)) };
    const rows = await this.reactions.find(which, { ...ONE_BATCH, projection: { _id: 0, subjectId: 1, userId: 1, kind: 1 } }).toArray();
    return new Map(rows.map((row) => [reactionPairKey(row), row.kind]));
  }

  /** Under whose posts a person has reacted, the latest first, one for each reaction. */
  async latestOf(userId: UserId, limit: number): Promise<UserId[]> {
    const rows = await this.reactions.find({ userId }, { ...ONE_BATCH, projection: { _id: 0, postAuthorId: 1 } }).sort({ userId: 1, _id: -1 }).limit(limit).toArray();
    return rows.map((row) => row.postAuthorId);
  }

  /** The stages of a `$lookup` in an aggregate over posts or comments: one person's reaction to each. */
  ofViewer(as: string, userId: UserId): object[] {
    const pipeline = [{ $match: { userId } }, { $project: { _id: 0, kind: 1 } }];
    return [{ $lookup: { from: 'reactions', localField: '_id', foreignField: 'subjectId', pipeline, as } }];
  }
}
