import type { DeletionStep } from '../../kernel/deletion.js';
import type { RepostActionDeps } from './repost-post.js';
import { repostDelta } from './repost.counters.js';

/** Reposts per transaction. */
const BATCH = 500;

/** Takes back everything that a person has reposted. Nobody is told: of who leaves nothing shows from the commit on. */
export const deleteAccountReposts = ({ store, commit, announcer }: Pick<RepostActionDeps, 'store' | 'commit' | 'announcer'>): DeletionStep => ({
  name: 'reposts',
  order: 120,
  async run(userId) {
    for (let removed = BATCH; removed === BATCH; ) {
      removed = await commit.run(async (tx) => {
        const rows = await store.removeSomeBy(tx, userId, BATCH);
        await announcer.count(tx, ...rows.map((row) => repostDelta(row, -1)));
        return rows.length;
      });
    }
  },
});
