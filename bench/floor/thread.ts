import { decodePostId, encodeUserId } from '../../src/kernel/global-id.js';
import { encodeCursor } from '../../src/kernel/page.js';
import { readFiltered } from '../../src/kernel/refill.js';
import { maySee, type People, peopleOf, showAuthor } from './people.js';
import { type CommentRow, commentId, lookUpComments, lookUpMine, POST_FIELDS, type PostRow, showPost, sum } from './rows.js';
import type { FloorStores } from './stores.js';

const PAGE = 20;

/** Two round trips: the post with its comments, then the people; more only where rules make the page short. */
export async function thread(stores: FloorStores, viewerId: string, globalId: string): Promise<object> {
  const ref = decodePostId(globalId);
  const post = ref && (await readPost(stores, viewerId, ref.id, ref.authorId, null, PAGE + 1));
  if (!post) return { post: null };
  const people = new Map(await peopleOf(stores, viewerId, [post.authorId, ...authorsOf(post.comments)]));
  const author = people.get(post.authorId);
  if (!author || !maySee(author, viewerId, post.visibility)) return { post: null };
  // The rule for pages that blocked people leave short is Plaza's own.
  const page = await readFiltered<CommentRow, CommentRow>({ size: PAGE, after: null, backward: false }, {
    read: async ({ size, after }) => (after === null ? post.comments : ((await readPost(stores, viewerId, post._id, post.authorId, after, size + 1))?.comments ?? [])),
    async show(rows) {
      const strangers = authorsOf(rows).filter((id) => !people.has(id));
      if (strangers.length > 0) for (const [id, person] of await peopleOf(stores, viewerId, strangers)) people.set(id, person);
      return rows.map((row) => (row.authorId === null || people.get(row.authorId)?.visible ? row : null));
    },
    positionOf: (row) => row._id,
  });
  return {
    post: {
      ...showPost(post),
      author: { id: encodeUserId(author.id), username: author.username, displayName: author.displayName, avatarUrl: author.avatarUrl, viewerIsFollowing: author.follows },
      comments: {
        edges: page.edges.map((comment) => ({ cursor: encodeCursor('comments', comment._id), node: showComment(post, comment, people) })),
        pageInfo: { hasNextPage: page.hasNextPage, endCursor: page.endPosition && encodeCursor('comments', page.endPosition) },
      },
    },
  };
}

const authorsOf = (rows: readonly CommentRow[]): string[] => rows.flatMap(({ authorId }) => authorId ?? []);

async function readPost(stores: FloorStores, viewerId: string, id: string, authorId: string, after: string | null, limit: number): Promise<PostRow | null> {
  const pipeline = [{ $match: { _id: id, authorId } }, { $project: POST_FIELDS }, lookUpMine(viewerId), lookUpComments(viewerId, [], after, limit)];
  return (await stores.db.collection('posts').aggregate<PostRow>(pipeline).toArray())[0] ?? null;
}

const showComment = (post: PostRow, comment: CommentRow, people: People) => ({
  id: commentId(post, comment),
  text: comment.text,
  depth: comment.depth,
  isDeleted: comment.authorId === null,
  createdAt: comment.createdAt,
  replyCount: comment.replyCount,
  reactionCount: sum(comment.reactionCounts),
  viewerReaction: comment.mine[0]?.kind ?? null,
  author: showAuthor(people.get(comment.authorId ?? '')),
});
