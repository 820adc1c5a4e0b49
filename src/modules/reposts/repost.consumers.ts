import type { LogConsumer } from '../../kernel/consumer.js';
import type { Id, PostId, UserId } from '../../kernel/ids.js';
import type { PostReader } from '../posts/index.js';
import type { RepostStore } from './repost.store.js';

const BATCH = 1_000;

interface Reposted {
  readonly repostId: Id;
  readonly reposterId: UserId;
  readonly postId: PostId;
  readonly postAuthorId: UserId;
}

/** What reposts do when something happened elsewhere. */
export function repostConsumers(store: RepostStore, posts: PostReader): readonly LogConsumer[] {
  return [
    {
      // A post takes its reposts along; nobody is left to count them.
      name: 'reposts.on-post-deleted',
      types: ['PostDeleted'],
      async handle(events) {
        for (const { data } of events) while ((await store.removeSomeOf(data['postId'] as PostId, BATCH)) > 0);
      },
    },
    {
      // A post that was reposted while it was deleted has left an orphan.
      name: 'reposts.on-post-reposted',
      types: ['PostReposted'],
      async handle(events) {
        const reposted = events.map(({ data }) => data as unknown as Reposted);
        const there = await posts.existing(reposted.map(({ postAuthorId, postId }) => ({ authorId: postAuthorId, id: postId })));
        await store.removeByRefs(reposted.filter(({ postId }) => !there.has(postId)).map(({ reposterId, repostId }) => ({ reposterId, id: repostId })));
      },
    },
  ];
}
