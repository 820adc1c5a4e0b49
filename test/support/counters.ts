import type { CommentRow } from '../../src/modules/comments/comment.entity.js';
import type { PostRow } from '../../src/modules/posts/post.entity.js';
import type { ReactionRow } from '../../src/modules/reactions/reaction.entity.js';
import type { RepostRow } from '../../src/modules/reposts/repost.entity.js';
import type { TestApp } from './app.js';

/** Every counter that does not equal its rows, as a sentence; empty where all is right. Counts in memory, by rules of its own. */
export async function wrongCounters({ plaza }: TestApp): Promise<string[]> {
  const { postgres, mongo } = plaza.stores;
  const posts = await mongo.collection<PostRow>('posts').find().toArray();
  const comments = await mongo.collection<CommentRow>('comments').find().toArray();
  const living = comments.filter((comment) => comment.deletedAt === null);
  const commentsOf = tally(living.map((comment) => comment.postId));
  const repliesOf = tally(living.flatMap((comment) => comment.parentId ?? []));
  const below = tally(living.flatMap((comment) => comment.ancestorIds));
  const publicPostsOf = tally(posts.filter((post) => post.visibility === 'PUBLIC').map((post) => post.authorId));
  const reactionsOf = tally((await mongo.collection<ReactionRow>('reactions').find().toArray()).map((reaction) => `${reaction.subjectId} ${reaction.kind}`));
  const repostsOf = tally((await mongo.collection<RepostRow>('reposts').find().toArray()).map((repost) => repost.postId));

  const wrong: string[] = [];
  const same = (what: string, shown: number | undefined, right: number | undefined) => {
    if ((shown ?? 0) !== (right ?? 0)) wrong.push(`${what}: ${shown} instead of ${right ?? 0}`);
  };
  const sameReactions = (id: string, counts: Readonly<Record<string, number>>) => {
    for (const kind of ['LIKE', 'LOVE', 'LAUGH', 'WOW', 'SAD', 'ANGRY']) same(`${kind} of ${id}`, counts[kind], reactionsOf.get(`${id} ${kind}`));
  };
  for (const post of posts) {
    same(`comments of ${post._id}`, post.commentCount, commentsOf.get(post._id));
    same(`reposts of ${post._id}`, post.repostCount, repostsOf.get(post._id));
    sameReactions(post._id, post.reactionCounts);
  }
  for (const comment of comments) {
    same(`replies of ${comment._id}`, comment.replyCount, repliesOf.get(comment._id));
    same(`descendants of ${comment._id}`, comment.livingDescendants, below.get(comment._id));
    sameReactions(comment._id, comment.reactionCounts);
  }
  const stats = await mongo.collection<{ _id: string; postCount: number }>('author_stats').find().toArray();
  const shown = new Map(stats.map((row) => [row._id, row.postCount]));
  for (const authorId of new Set([...shown.keys(), ...publicPostsOf.keys()])) same(`posts of ${authorId}`, shown.get(authorId), publicPostsOf.get(authorId));

  const people = await postgres.dataSource.query<{ username: string; shown: number[]; right: number[] }[]>(`
    SELECT username, ARRAY[follower_count, followee_count] AS shown,
      ARRAY[(SELECT count(*)::int FROM follows WHERE followee_id = user_id), (SELECT count(*)::int FROM follows WHERE follower_id = user_id)] AS right
    FROM profiles`);
  for (const person of people) {
    same(`followers of ${person.username}`, person.shown[0], person.right[0]);
    same(`followees of ${person.username}`, person.shown[1], person.right[1]);
  }
  return wrong;
}

function tally(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
