import { mintId } from '../../kernel/ids.js';
import type { MongoMigration } from '../mongo/migrations.js';
import { deltasOf, eventsOf, logStateOf } from './mongo-rows.js';

export const outboxMongoMigrations: readonly MongoMigration[] = [
  {
    id: '2026-11-21-a-outbox',
    async up(mongo) {
      await eventsOf(mongo).createIndexes([
        { key: { position: 1 }, unique: true, partialFilterExpression: { position: { $exists: true } }, name: 'log' },
        { key: { occurredAt: 1, _id: 1 }, partialFilterExpression: { pending: true }, name: 'pending' },
      ]);
      await deltasOf(mongo).createIndex({ subjectKey: 1, by: -1 }, { name: 'bySubject' });
      await mongo.collection('idempotency').createIndexes([
        { key: { viewerId: 1, mutation: 1, key: 1 }, unique: true, name: 'scope' },
        { key: { createdAt: 1 }, name: 'age' },
      ]);
      await logStateOf(mongo).updateOne(
        { _id: 'log' },
        { $setOnInsert: { epoch: mintId(), position: 0, floor: 0 } },
        { upsert: true },
      );
    },
  },
  {
    // What a live stream is replayed from. Partial: an event that waits for its position costs nothing here.
    id: '2026-11-21-b-replay',
    async up(mongo) {
      await eventsOf(mongo).createIndex({ topics: 1, position: 1 }, { partialFilterExpression: { position: { $exists: true } }, name: 'byTopic' });
    },
  },
];
