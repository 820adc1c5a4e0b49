import type { Id, PostId, UserId } from '../../kernel/ids.js';
import { insertMissing } from '../../platform/mongo/bulk.js';
import type { Mongo, MongoTx } from '../../platform/mongo/mongo.js';
import type { ReactionRow } from './reaction.entity.js';

export interface ImportedReaction {
  readonly id: Id;
  readonly subjectId: Id;
  readonly subjectType: ReactionRow['subjectType'];
  readonly userId: UserId;
  readonly kind: ReactionRow['kind'];
  readonly postId: PostId;
  readonly postAuthorId: UserId;
  readonly createdAt: Date;
}

/** Writes reactions in bulk, without events; whoever has reacted to the subject already keeps their own. */
export class ReactionImport {
  constructor(private readonly mongo: Mongo) {}

  async insert(reactions: readonly ImportedReaction[]): Promise<void> {
    await insertMissing(this.mongo, 'reactions', reactions.map(({ id, ...reaction }): ReactionRow => ({ _id: id, ...reaction })));
  }

  /** The reactions to these subjects, by subject and kind, as they are in the transaction's snapshot. */
  async counts(tx: MongoTx, subjectIds: readonly Id[]): Promise<ReadonlyMap<Id, Record<string, number>>> {
    const counts = new Map<Id, Record<string, number>>();
    const stages = [{ $match: { subjectId: { $in: [...subjectIds] } } }, { $group: { _id: { subjectId: '$subjectId', kind: '$kind' }, count: { $sum: 1 } } }];
    const groups = this.mongo.collection<ReactionRow>('reactions').aggregate<{ _id: { subjectId: Id; kind: string }; count: number }>(stages, { session: tx });
    for await (const { _id, count } of groups) {
      const kinds = counts.get(_id.subjectId) ?? {};
      kinds[_id.kind] = count;
      counts.set(_id.subjectId, kinds);
    }
    return counts;
  }
}
