import type { MongoMigration } from '../../../platform/mongo/migrations.js';
import { putValidator } from '../../../platform/mongo/validator.js';

const id = { bsonType: 'string', minLength: 36, maxLength: 36 };
const counter = { bsonType: ['int', 'long', 'double'] };

export const createPostsCollection: MongoMigration = {
  id: '2026-11-21-posts',
  async up(mongo) {
    await putValidator(mongo, 'posts', {
      bsonType: 'object',
      required: ['_id', 'authorId', 'text', 'facets', 'media', 'visibility', 'createdAt', 'editedAt', 'version', 'rev', 'commentCount', 'reactionCounts'],
      properties: {
        _id: id,
        authorId: id,
        text: { bsonType: ['string', 'null'] },
        facets: { bsonType: 'array', maxItems: 100, items: { bsonType: 'object', required: ['kind', 'start', 'end'] } },
        media: { bsonType: 'array', maxItems: 4, items: { bsonType: 'object', required: ['name', 'altText'] } },
        visibility: { enum: ['PUBLIC', 'FOLLOWERS'] },
        createdAt: { bsonType: 'date' },
        editedAt: { bsonType: ['date', 'null'] },
        version: { ...counter, minimum: 1 },
        rev: { ...counter, minimum: 1 },
        commentCount: counter,
        reactionCounts: { bsonType: 'object', additionalProperties: counter },
      },
    });
    await mongo.collection('posts').createIndexes([
      // The visibility behind the id orders nothing; it lets a sort name this index alone (see author-chunks).
      { key: { authorId: 1, _id: -1, visibility: 1 }, name: 'byAuthor' },
      // An index on `_id` alone can't be partial, so that the public feed has the visibility in front.
      { key: { visibility: 1, _id: -1 }, name: 'byVisibility' },
    ]);
    await putValidator(mongo, 'author_stats', { bsonType: 'object', required: ['_id'], properties: { _id: id, postCount: counter } });
  },
};
