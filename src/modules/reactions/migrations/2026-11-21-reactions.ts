import type { MongoMigration } from '../../../platform/mongo/migrations.js';
import { putValidator } from '../../../platform/mongo/validator.js';

const id = { bsonType: 'string', minLength: 36, maxLength: 36 };

export const createReactionsCollection: MongoMigration = {
  id: '2026-11-21-reactions',
  async up(mongo) {
    await putValidator(mongo, 'reactions', {
      bsonType: 'object',
      required: ['_id', 'subjectId', 'subjectType', 'userId', 'kind', 'postId', 'postAuthorId', 'createdAt'],
      properties: {
        _id: id,
        subjectId: id,
        subjectType: { enum: ['Post', 'Comment'] },
        userId: id,
        kind: { enum: ['LIKE', 'LOVE', 'LAUGH', 'WOW', 'SAD', 'ANGRY'] },
        postId: id,
        postAuthorId: id,
        createdAt: { bsonType: 'date' },
      },
    });
    await mongo.collection('reactions').createIndexes([
      { key: { subjectId: 1, userId: 1 }, unique: true, name: 'oneEach' },
      { key: { userId: 1, _id: 1 }, name: 'byUser' },
      // For the deletion of a post, which takes along what was said to its comments too.
      { key: { postId: 1 }, name: 'byPost' },
    ]);
  },
};
