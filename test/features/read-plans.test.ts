import { expect, test } from '@jest/globals';
import { readMongoPlan } from '../support/plans.js';

test('explain is read in the shape of MongoDB 8 as well', () => {
  const stats = (keys: number) => ({ nReturned: 1, totalKeysExamined: keys, totalDocsExamined: 1, executionStages: { stage: 'nlj', inputStage: { stage: 'ixseek' } } });
  const scan = { stage: 'LIMIT', planNodeId: 3, inputStage: { stage: 'FETCH', planNodeId: 2, inputStage: { stage: 'IXSCAN', planNodeId: 1, indexName: 'byAuthor' } } };
  const lookup = { stage: 'EQ_LOOKUP', strategy: 'NestedLoopJoin', inputStage: { stage: 'COLLSCAN', direction: 'forward' } };
  const cursor = (queryPlan: object, keys: number) => ({
    $cursor: { queryPlanner: { winningPlan: { isCached: false, queryPlan, slotBasedPlan: { stages: '[1] nlj' } }, rejectedPlans: [{ stage: 'COLLSCAN' }] }, executionStats: stats(keys) },
    nReturned: 21,
  });
  const union = { $unionWith: { coll: 'posts', pipeline: [cursor(scan, 5)] }, nReturned: 42 };
  const plan = readMongoPlan({ explainVersion: '2', stages: [cursor(scan, 7), union, { $sort: { sortKey: { _id: -1 } }, nReturned: 21 }] });
  expect(plan).toEqual({ branches: [['LIMIT', 'FETCH', 'IXSCAN'], ['LIMIT', 'FETCH', 'IXSCAN']], indexes: new Set(['byAuthor']), keys: 12, documents: 2, collectionScans: 0, sorted: [42] });
  expect(readMongoPlan(cursor(lookup, 1)).collectionScans).toBe(2);
});
