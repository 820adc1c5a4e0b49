import type { Announcer, Commit } from '../../kernel/commit.js';
import type { DeletionStep } from '../../kernel/deletion.js';
import type { EdgeStore, Tx } from './edge.store.js';
import { followDeltas } from './follow.counters.js';

const BATCH = 500;

/** The relationships' part in deleting an account: edges go in batches, and the others' counters follow. */
export function forgetRelationships(edges: EdgeStore, commit: Commit<Tx>, announcer: Announcer<Tx>): DeletionStep {
  return {
    name: 'relationships',
    order: 40,
    async run(userId) {
      for (;;) {
        const removed = await commit.run(async (tx) => {
          const batch = await edges.removeFollowsOf(tx, userId, BATCH);
          const deltas = batch.flatMap(({ followerId, followeeId }) => followDeltas(followerId, followeeId, -1));
          if (deltas.length > 0) await announcer.count(tx, ...deltas);
          return batch.length;
        });
        if (removed < BATCH) break;
      }
      await commit.run((tx) => edges.removeBlocksOf(tx, userId));
    },
  };
}
