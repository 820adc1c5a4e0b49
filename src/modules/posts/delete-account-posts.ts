import type { DeletionStep } from '../../kernel/deletion.js';
import type { UserId } from '../../kernel/ids.js';
import type { PostActionDeps } from './create-post.js';
import { postCountDelta } from './post.counters.js';
import { postDeleted } from './post.events.js';

/** Posts per transaction. */
const BATCH = 100;

/** Removes everything that a person has published, and tells it post by post, so that all who follow a deletion follow these. */
export function deleteAccountPosts(deps: PostActionDeps): DeletionStep {
  const removeSome = (userId: UserId): Promise<number> =>
    deps.commit.run(async (tx) => {
      const posts = await deps.store.someOf(tx, userId, BATCH);
      if (posts.length === 0) return 0;
      await deps.store.removeAll(tx, userId, posts.map((post) => post._id));
      const at = deps.clock.now();
      await deps.announcer.announce(tx, ...posts.map((post) => postDeleted(post, at)));
      const counted = posts.filter((post) => post.visibility === 'PUBLIC').length;
      if (counted > 0) await deps.announcer.count(tx, postCountDelta(userId, -counted));
      return posts.length;
    });

  return {
    name: 'posts',
    order: 100,
    async run(userId) {
      while ((await removeSome(userId)) > 0);
    },
  };
}
