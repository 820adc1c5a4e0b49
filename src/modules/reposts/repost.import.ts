import type { Id, PostId, UserId } from '../../kernel/ids.js';
import { insertMissing } from '../../platform/mongo/bulk.js';
import type { Mongo, MongoTx } from '../../platform/mongo/mongo.js';
import type { RepostRow } from './repost.entity.js';
import { REPOSTS } from './repost.store.js';

export interface ImportedRepost {
  readonly id: Id;
  readonly reposterId: UserId;
  readonly postId: PostId;
  readonly postAuthorId: UserId;
  readonly createdAt: Date;
}

/** Writes reposts in bulk, without events; whoever has reposted the post already keeps that. */
export class RepostImport {
  constructor(private readonly mongo: Mongo) {}

  async insert(reposts: readonly ImportedRepost[]): Promise<void> {
    await insertMissing(this.mongo, REPOSTS, reposts.map(({ id, ...repost }): RepostRow => ({ _id: id, ...repost })));
  }

  /** How many people have reposted these posts, as it is in the transaction's snapshot; a post that nobody has is not in the Map. */
  async counts(tx: MongoTx, postIds: readonly PostId[]): Promise<ReadonlyMap<PostId, number>> {
    const stages = [{ $match: { postId: { $in: [...postIds] } } }, { $group: { _id: '$postId', count: { $sum: 1 } } }];
    const groups = await this.mongo.collection<RepostRow>(REPOSTS).aggregate<{ _id: PostId; count: number }>(stages, { session: tx }).toArray();
    return new Map(groups.map(({ _id, count }) => [_id, count]));
  }
}
