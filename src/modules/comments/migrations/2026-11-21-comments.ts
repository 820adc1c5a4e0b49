import type { MongoMigration } from '../../../platform/mongo/migrations.js';
import { putValidator } from '../../../platform/mongo/validator.js';

const id = { bsonType: 'string', minLength: 36, maxLength: 36 };
const idOrNone = { bsonType: ['string', 'null'], minLength: 36, maxLength: 36 };
const counter = { bsonType: ['int', 'long', 'double'] };

export const createCommentsCollection: MongoMigration = {
  id: '2026-11-21-comments',
  async up(mongo) {
    await putValidator(mongo, 'comments', {
      bsonType: 'object',
      required: ['_id', 'postId', 'postAuthorId', 'authorId', 'parentId', 'ancestorIds', 'ancestorAuthorIds', 'depth', 'text', 'facets', 'deletedAt', 'createdAt', 'rev', 'replyCount', 'livingDescendants', 'reactionCounts'],
      properties: {
        _id: id,
        postId: id,
        postAuthorId: id,
        authorId: idOrNone,
        parentId: idOrNone,
        ancestorIds: { bsonType: 'array', maxItems: 49, items: id },
        ancestorAuthorIds: { bsonType: 'array', maxItems: 49, items: id },
        depth: { ...counter, minimum: 1, maximum: 50 },
        text: { bsonType: ['string', 'null'] },
        facets: { bsonType: 'array', maxItems: 100, items: { bsonType: 'object', required: ['kind', 'start', 'end'] } },
        deletedAt: { bsonType: ['date', 'null'] },
        createdAt: { bsonType: 'date' },
        rev: { ...counter, minimum: 1 },
        replyCount: counter,
        livingDescendants: counter,
        reactionCounts: { bsonType: 'object', additionalProperties: counter },
      },
    });
    await mongo.collection('comments').createIndexes([
      { key: { postId: 1, parentId: 1, _id: 1 }, name: 'byThread' },
      { key: { authorId: 1, _id: 1 }, partialFilterExpression: { authorId: { $gt: '' } }, name: 'byAuthor' },
      // For the deletion of an account, which must find everything below a person's comments.
      { key: { ancestorAuthorIds: 1 }, partialFilterExpression: { depth: { $gt: 1 } }, name: 'byAncestor' },
    ]);
  },
};
