import type { MongoMigration } from '../../../platform/mongo/migrations.js';
import { REPOSTS } from '../../reposts/index.js';

/** Reposts as home feeds merge them, out of the index alone. The post behind the id orders nothing; it lets a sort name this index and no other. */
export const indexRepostsInFeeds: MongoMigration = {
  id: '2026-11-21-b-reposts-in-feeds',
  async up(mongo) {
    await mongo.collection(REPOSTS).createIndex({ reposterId: 1, _id: -1, postId: 1, postAuthorId: 1 }, { name: 'inFeeds' });
  },
};
