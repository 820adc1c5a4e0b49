import type { DeletionStep } from '../../kernel/deletion.js';
import type { ReactionActionDeps } from './add-reaction.js';
import { removalDeltas } from './reaction.counters.js';

/** Reactions per transaction. */
const BATCH = 500;

/** Takes back everything that a person has said with a reaction. */
export const deleteAccountReactions = (deps: Pick<ReactionActionDeps, 'store' | 'commit' | 'announcer'>): DeletionStep => ({
  name: 'reactions',
  order: 120,
  async run(userId) {
    for (let removed = BATCH; removed === BATCH; ) {
      removed = await deps.commit.run(async (tx) => {
        const rows = await deps.store.removeSome(tx, { userId }, BATCH);
        await deps.announcer.count(tx, ...removalDeltas(rows));
        return rows.length;
      });
    }
  },
});
