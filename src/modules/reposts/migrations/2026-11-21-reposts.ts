import type { MongoMigration } from '../../../platform/mongo/migrations.js';
import { putValidator } from '../../../platform/mongo/validator.js';

const id = { bsonType: 'string', minLength: 36, maxLength: 36 };

export const createRepostsCollection: MongoMigration = {
  id: '2026-11-21-reposts',
  async up(mongo) {
    await putValidator(mongo, 'reposts', {
      bsonType: 'object',
      required: ['_id', 'reposterId', 'postId', 'postAuthorId', 'createdAt'],
      properties: { _id: id, reposterId: id, postId: id, postAuthorId: id, createdAt: { bsonType: 'date' } },
    });
    await mongo.collection('reposts').createIndexes([
      { key: { reposterId: 1, postId: 1 }, unique: true, name: 'pair' },
      // For home feeds, which merge it over many reposters.
      { key: { reposterId: 1, _id: -1 }, name: 'byReposter' },
      // Who has reposted a post, earliest or latest first, out of the index alone.
      { key: { postId: 1, _id: 1, reposterId: 1 }, name: 'byPost' },
    ]);
  },
};
