import type { LogConsumer } from '../../kernel/consumer.js';
import type { PostId, UserId } from '../../kernel/ids.js';
import type { PostReader } from '../posts/index.js';
import type { CommentStore } from './comment.store.js';

const BATCH = 1_000;

interface Created {
  readonly postId: PostId;
  readonly postAuthorId: UserId;
  readonly commentId: string;
}

/** What comments do when something happened elsewhere. */
export function commentConsumers(store: CommentStore, posts: PostReader): readonly LogConsumer[] {
  return [
    {
      // A post takes its comments along.
      name: 'comments.on-post-deleted',
      types: ['PostDeleted'],
      async handle(events) {
        for (const { data } of events) while ((await store.removeSome(data['postId'] as PostId, BATCH)) > 0);
      },
    },
    {
      // A comment that was written while its post was deleted is an orphan.
      name: 'comments.on-comment-created',
      types: ['CommentCreated'],
      async handle(events) {
        const created = events.map(({ data }) => data as unknown as Created);
        const there = await posts.existing(created.map(({ postAuthorId, postId }) => ({ authorId: postAuthorId, id: postId })));
        for (const { postId, commentId } of created) if (!there.has(postId)) await store.remove(postId, commentId);
      },
    },
  ];
}
