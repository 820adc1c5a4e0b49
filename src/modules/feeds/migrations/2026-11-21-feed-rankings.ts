import type { MongoMigration } from '../../../platform/mongo/migrations.js';
import { RANKINGS } from '../ranked/ranking.store.js';

/** Seconds for which a ranking is kept; a cursor that is older is ranked anew. */
const KEPT_SECONDS = 3_600;

export const createFeedRankings: MongoMigration = {
  id: '2026-11-21-b-feed-rankings',
  async up(mongo) {
    await mongo.collection(RANKINGS).createIndexes([
      { key: { userId: 1, rankingId: 1 }, unique: true, name: 'ofReader' },
      { key: { createdAt: 1 }, expireAfterSeconds: KEPT_SECONDS, name: 'age' },
    ]);
  },
};
