import { type Id, mintId, type UserId } from '../../../kernel/ids.js';
import type { Mongo } from '../../../platform/mongo/mongo.js';
import type { FeedEntry } from '../home/feed-entry.js';
import type { Score, Scored } from './score.js';

export const RANKINGS = 'feed_rankings';

/** A ranked feed as it was when somebody opened it: what they page through, whatever happens meanwhile. */
export interface Ranking {
  /** Its time is the moment as of which was ranked. */
  readonly id: Id;
  /** The best first. */
  readonly items: readonly Scored<FeedEntry>[];
  /** Where the chronological feed goes on when this has ended; null where it ends, too. */
  readonly rest: Id | null;
}

interface RankedRow extends FeedEntry {
  readonly score: Score;
}

interface RankingRow {
  readonly _id: Id;
  readonly userId: UserId;
  readonly rankingId: Id;
  readonly createdAt: Date;
  readonly items: readonly RankedRow[];
  readonly rest: Id | null;
}

/** Every statement on `feed_rankings`, which an index forgets after an hour. */
export class RankingStore {
  constructor(private readonly mongo: Mongo) {}

  private get rankings() {
    return this.mongo.collection<RankingRow>(RANKINGS);
  }

  /** Another one of this reader under the same id makes way. */
  async keep(userId: UserId, { id, items, rest }: Ranking): Promise<void> {
    const rows = items.map(({ item: { position, post, reposterId }, score }) => ({ position, post, reposterId, score }));
    await this.rankings.updateOne({ userId, rankingId: id }, { $set: { createdAt: new Date(), items: rows, rest }, $setOnInsert: { _id: mintId() } }, { upsert: true });
  }

  /** Null where it is forgotten, or was somebody else's. */
  async find(userId: UserId, id: Id): Promise<Ranking | null> {
    const row = await this.rankings.findOne({ userId, rankingId: id });
    return row && { id, rest: row.rest, items: row.items.map(({ score, ...item }) => ({ item, score })) };
  }

  async forgetAll(userId: UserId): Promise<void> {
    await this.rankings.deleteMany({ userId });
  }
}
