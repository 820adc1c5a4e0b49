import type { Announcer, Commit } from '../../kernel/commit.js';
import type { DeletionStep } from '../../kernel/deletion.js';
import type { UserId } from '../../kernel/ids.js';
import type { BlockStore } from './block.store.js';
import { followDeltas } from './follow-counters.js';
import type { FollowRequestStore } from './follow-request.store.js';
import type { FollowStore } from './follow.store.js';
import type { MuteStore } from './mute.store.js';
import type { TagFollowStore } from './tag-follow.store.js';
import type { ThreadMuteStore } from './thread-mute.store.js';
import type { Tx } from './relation.store.js';

const BATCH = 500;

export interface RelationshipDeletionDeps {
  readonly follows: FollowStore;
  readonly requests: FollowRequestStore;
  readonly blocks: BlockStore;
  readonly mutes: MuteStore;
  readonly threadMutes: ThreadMuteStore;
  readonly tagFollows: TagFollowStore;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
}

/** What relationships does when an account is deleted. Each batch is a transaction of its own, counters of the others included. */
export function relationshipDeletionSteps({ follows, requests, blocks, mutes, threadMutes, tagFollows, commit, announcer }: RelationshipDeletionDeps): DeletionStep[] {
  const untilNone = async (removeSome: (tx: Tx) => Promise<number>): Promise<void> => {
    while ((await commit.run(removeSome)) > 0);
  };
  const deltasOfOthers = (userId: UserId, followerId: UserId, followeeId: UserId) =>
    followDeltas(followerId, followeeId, -1).filter((delta) => delta.subject['user_id'] !== userId);

  return [
    {
      name: 'relationships.follows',
      order: 100,
      run: (userId) =>
        untilNone(async (tx) => {
          const pairs = await follows.removeSome(tx, userId, BATCH);
          await announcer.count(tx, ...pairs.flatMap((pair) => deltasOfOthers(userId, pair.followerId, pair.followeeId)));
          return pairs.length;
        }),
    },
    {
      name: 'relationships.follow-requests',
      order: 100,
      run: (userId) => untilNone((tx) => requests.removeSome(tx, userId, BATCH)),
    },
    {
      name: 'relationships.mutes',
      order: 100,
      run: (userId) => untilNone((tx) => mutes.removeSome(tx, userId, BATCH)),
    },
    {
      name: 'relationships.thread-mutes',
      order: 100,
      run: (userId) => untilNone((tx) => threadMutes.removeSome(tx, userId, BATCH)),
    },
    {
      name: 'relationships.tag-follows',
      order: 100,
      run: (userId) => commit.run((tx) => tagFollows.removeAll(tx, userId)),
    },
    {
      // Late: until the last of the person's content is gone, a block goes on hiding it.
      name: 'relationships.blocks',
      order: 800,
      run: (userId) => untilNone((tx) => blocks.removeSome(tx, userId, BATCH)),
    },
  ];
}
