import type { Id, PostRef, UserId } from '../../../kernel/ids.js';
import type { CommentCounts, CountedComment } from '../../../modules/comments/index.js';
import type { Mongo, MongoTx } from '../../../platform/mongo/mongo.js';
import { type Counters, differs, minusWaiting, waitingDeltas } from './waiting-deltas.js';
import type { ContentWriters } from './deps.js';

/**
 * Counts comments, reactions and reposts of posts anew, and the answers and reactions of their comments; in one snapshot with the
 * deltas that wait, as in `count-people`.
 */
export async function countPosts(mongo: Mongo, writers: ContentWriters, refs: readonly PostRef[]): Promise<void> {
  await mongo.transaction(async (tx) => {
    const comments: CountedComment[] = [];
    for await (const comment of writers.comments.ofPosts(tx, refs.map((ref) => ref.id))) comments.push(comment);
    const tally = new Tally(comments);
    const reactions = await reactionsOf(tx, writers, [...refs.map((ref) => ref.id), ...comments.map((comment) => comment.id)]);

    const reposts = await writers.reposts.counts(tx, refs.map((ref) => ref.id));

    const postDeltas = await waitingDeltas(mongo, tx, 'posts', refs.map(({ id, authorId }) => ({ _id: id, authorId })));
    const posts = await writers.posts.countsOf(tx, refs);
    await writers.posts.setCounts(tx, posts.flatMap((post) => {
      const counters = minusWaiting({ commentCount: tally.living(post.id), repostCount: reposts.get(post.id) ?? 0, ...reactions(post.id) }, postDeltas.get(post.id));
      const { commentCount = 0, repostCount = 0, ...kinds } = counters;
      const right = { commentCount, repostCount, reactionCounts: reactionCountsOf(kinds) };
      return differs(right, post) ? [{ id: post.id, authorId: post.authorId, ...right }] : [];
    }));

    const commentDeltas = await waitingDeltas(mongo, tx, 'comments', comments.map(({ id, postId }) => ({ _id: id, postId })));
    await writers.comments.setCounts(tx, comments.flatMap((comment): CommentCounts[] => {
      const counters = minusWaiting({ replyCount: tally.replies(comment.id), livingDescendants: tally.living(comment.id), ...reactions(comment.id) }, commentDeltas.get(comment.id));
      const { replyCount = 0, livingDescendants = 0, ...kinds } = counters;
      const right = { replyCount, livingDescendants, reactionCounts: reactionCountsOf(kinds) };
      return differs(right, comment) ? [{ id: comment.id, postId: comment.postId, ...right }] : [];
    }));
  });
}

/** Counts the public posts of people anew. */
export async function countAuthors(mongo: Mongo, writers: ContentWriters, authorIds: readonly UserId[]): Promise<void> {
  await mongo.transaction(async (tx) => {
    const waiting = await waitingDeltas(mongo, tx, 'author_stats', authorIds.map((_id) => ({ _id })));
    const authors = await writers.posts.publicPostsOf(tx, authorIds);
    const right = authors.map(({ authorId, posts, shown }) => ({ authorId, shown, postCount: minusWaiting({ postCount: posts }, waiting.get(authorId))['postCount'] ?? 0 }));
    await writers.posts.setPostCounts(tx, right.filter((author) => author.postCount !== author.shown));
  });
}

/** Living comments below posts and comments, and direct answers to comments. */
class Tally {
  private readonly below = new Map<Id, number>();
  private readonly direct = new Map<Id, number>();

  constructor(comments: readonly CountedComment[]) {
    for (const comment of comments) {
      if (!comment.living) continue;
      for (const id of [comment.postId, ...comment.ancestorIds]) this.below.set(id, this.living(id) + 1);
      if (comment.parentId !== null) this.direct.set(comment.parentId, this.replies(comment.parentId) + 1);
    }
  }

  living(id: Id): number {
    return this.below.get(id) ?? 0;
  }

  replies(id: Id): number {
    return this.direct.get(id) ?? 0;
  }
}

/** Reactions by subject, under the names that deltas have for them. */
async function reactionsOf(tx: MongoTx, writers: ContentWriters, ids: readonly Id[]): Promise<(id: Id) => Counters> {
  const counts = await writers.reactions.counts(tx, ids);
  return (id) => Object.fromEntries(Object.entries(counts.get(id) ?? {}).map(([kind, count]) => [`reactionCounts.${kind}`, count]));
}

const reactionCountsOf = (counters: Counters): Counters =>
  Object.fromEntries(Object.entries(counters).map(([name, count]) => [name.replace('reactionCounts.', ''), count]));
