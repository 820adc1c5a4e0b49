import type { LogConsumer } from '../../kernel/consumer.js';
import type { CommentId, PostId } from '../../kernel/ids.js';
import type { ReactionActionDeps } from './add-reaction.js';
import { removalDeltas } from './reaction.counters.js';

const BATCH = 500;

/** What reactions do when something happened elsewhere. */
export function reactionConsumers({ store, commit, announcer }: Pick<ReactionActionDeps, 'store' | 'commit' | 'announcer'>): readonly LogConsumer[] {
  return [
    {
      // A post takes along the reactions to it and to its comments; nobody is left to count them.
      name: 'reactions.on-post-deleted',
      types: ['PostDeleted'],
      async handle(events) {
        for (const { data } of events) while ((await store.removeUnder(data['postId'] as PostId, BATCH)) > 0);
      },
    },
    {
      // What was said to a comment goes with its text; its tombstone counts down.
      name: 'reactions.on-comment-deleted',
      types: ['CommentDeleted'],
      async handle(events) {
        for (const { data } of events) {
          const subjectId = data['commentId'] as CommentId;
          for (let removed = BATCH; removed === BATCH; ) {
            removed = await commit.run(async (tx) => {
              const rows = await store.removeSome(tx, { subjectId }, BATCH);
              await announcer.count(tx, ...removalDeltas(rows));
              return rows.length;
            });
          }
        }
      },
    },
  ];
}
