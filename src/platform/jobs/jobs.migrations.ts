import type { MongoMigration } from '../mongo/migrations.js';
import { putValidator } from '../mongo/validator.js';
import { jobsOf } from './job-row.js';

const number = { bsonType: ['int', 'long', 'double'] };
const textOrNone = { bsonType: ['string', 'null'], maxLength: 300 };
const waiting = { partialFilterExpression: { state: 'WAITING' } };

export const createJobsCollection: MongoMigration = {
  id: '2026-11-21-b-jobs',
  async up(mongo) {
    await putValidator(mongo, 'jobs', {
      bsonType: 'object',
      required: ['_id', 'queue', 'kind', 'data', 'ownerId', 'share', 'turn', 'state', 'attempts', 'waits', 'lost', 'reason', 'createdAt', 'finishedAt', 'nextAt', 'claim', 'rev'],
      properties: {
        _id: { bsonType: 'string', minLength: 1, maxLength: 300 },
        queue: { bsonType: 'string' },
        kind: { bsonType: 'string' },
        data: { bsonType: 'object' },
        ownerId: textOrNone,
        share: { bsonType: 'string', maxLength: 300 },
        turn: number,
        state: { enum: ['WAITING', 'DONE', 'DEAD'] },
        attempts: { ...number, minimum: 0 },
        waits: { ...number, minimum: 0 },
        lost: { ...number, minimum: 0 },
        reason: textOrNone,
        createdAt: { bsonType: 'date' },
        finishedAt: { bsonType: ['date', 'null'] },
        nextAt: { bsonType: 'date' },
        claim: textOrNone,
        rev: { ...number, minimum: 0 },
      },
    });
    await jobsOf(mongo).createIndexes([
      // Whose turn it is, for whoever takes jobs without Redis.
      { key: { queue: 1, turn: 1, nextAt: 1 }, ...waiting, name: 'turns' },
      // What waits for too long, and for how long.
      { key: { queue: 1, nextAt: 1 }, ...waiting, name: 'waiting' },
      { key: { share: 1, turn: -1 }, ...waiting, name: 'share' },
      { key: { state: 1, finishedAt: 1 }, partialFilterExpression: { finishedAt: { $type: 'date' } }, name: 'finished' },
      { key: { ownerId: 1 }, partialFilterExpression: { ownerId: { $gt: '' } }, name: 'owner' },
    ]);
  },
};
