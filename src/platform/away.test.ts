import { expect, test } from '@jest/globals';
import { type BulkWriteResult, MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb';
import { isStoreAway } from './away.js';

test('a store is away where the connection broke, whatever was under way on it', () => {
  const broken = new MongoNetworkError('connection 5 to 127.0.0.1:27017 closed');
  expect(isStoreAway(broken)).toBe(true);
  expect(isStoreAway(new MongoBulkWriteError(broken, {} as BulkWriteResult))).toBe(true);
});

test('a store that refuses is not away', () => {
  expect(isStoreAway(new MongoServerError({ message: 'E11000 duplicate key', code: 11000 }))).toBe(false);
  expect(isStoreAway(new MongoBulkWriteError({ message: 'E11000 duplicate key', code: 11000 }, {} as BulkWriteResult))).toBe(false);
});
