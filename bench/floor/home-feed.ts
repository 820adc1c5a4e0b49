import { encodeUserId } from '../../src/kernel/global-id.js';
import { encodeCursor } from '../../src/kernel/page.js';
import { circleOf, type People, peopleOf, showAuthor } from './people.js';
import { type CommentRow, commentId, lookUpComments, lookUpMine, POST_FIELDS, type PostRow, showPost, sum } from './rows.js';
import type { FloorStores } from './stores.js';

const PAGE = 20;
const COMMENTS = 2;
/** MongoDB merges so many index ranges; above it sorts all that matches. */
const CHUNK = 200;

/** Three round trips: who is followed, the posts with all that hangs on them, the people. */
export async function homeFeed(stores: FloorStores, viewerId: string): Promise<object> {
  const { followees, hidden, muted } = await circleOf(stores, viewerId);
  const authors = [...followees, viewerId];
  for (;;) {
    const rows = await readPosts(stores, viewerId, authors, hidden, muted);
    const posts = rows.slice(0, PAGE);
    const people = await peopleOf(stores, viewerId, posts.flatMap((post) => [post.authorId, ...post.comments.flatMap(({ authorId }) => authorId ?? [])]));
    if (!posts.some((post) => isShort(post, people))) return { homeFeed: show(posts, people, rows.length > PAGE) };
    for (const [id, { visible }] of people) if (!visible) hidden.push(id);
  }
}

const isShown = ({ authorId }: CommentRow, people: People): boolean => authorId === null || people.get(authorId)!.visible;

/** Whoever is about to leave is known only when the people are; where that takes a comment and there are more, the page is read again. */
const isShort = ({ comments }: PostRow, people: People): boolean =>
  comments.length > COMMENTS && comments.filter((comment) => isShown(comment, people)).length < COMMENTS;

function readPosts(stores: FloorStores, viewerId: string, authors: readonly string[], hidden: readonly string[], muted: readonly string[]): Promise<PostRow[]> {
  const pageOf = (chunk: readonly string[]) => [{ $match: { authorId: { $in: chunk }, ...(muted.length > 0 && { _id: { $nin: muted } }) } }, { $sort: { _id: -1 } }, { $limit: PAGE + 1 }, { $project: POST_FIELDS }];
  const chunks = Array.from({ length: Math.ceil(authors.length / CHUNK) }, (_, i) => authors.slice(i * CHUNK, (i + 1) * CHUNK));
  const united = chunks.slice(1).map((chunk) => ({ $unionWith: { coll: 'posts', pipeline: pageOf(chunk) } }));
  const cut = united.length > 0 ? [{ $sort: { _id: -1 } }, { $limit: PAGE + 1 }] : [];
  return stores.db
    .collection('posts')
    .aggregate<PostRow>([...pageOf(chunks[0]!), ...united, ...cut, lookUpMine(viewerId), lookUpComments(viewerId, hidden, null, COMMENTS + 1)])
    .toArray();
}

function show(posts: readonly PostRow[], people: People, hasNextPage: boolean): object {
  const last = posts.at(-1);
  return {
    edges: posts.map((post) => ({ cursor: encodeCursor('posts', post._id), node: showNode(post, people) })),
    pageInfo: { hasNextPage, endCursor: last ? encodeCursor('posts', last._id) : null },
  };
}

function showNode(post: PostRow, people: People): object {
  const author = people.get(post.authorId)!;
  return {
    ...showPost(post),
    author: { id: encodeUserId(author.id), username: author.username, displayName: author.displayName, avatarUrl: author.avatarUrl, viewerIsFollowing: author.follows },
    comments: { edges: post.comments.filter((comment) => isShown(comment, people)).slice(0, COMMENTS).map((comment) => ({ node: showComment(post, comment, people) })) },
  };
}

const showComment = (post: PostRow, comment: CommentRow, people: People) => ({
  id: commentId(post, comment),
  text: comment.text,
  createdAt: comment.createdAt,
  reactionCount: sum(comment.reactionCounts),
  viewerReaction: comment.mine[0]?.kind ?? null,
  author: showAuthor(people.get(comment.authorId ?? '')),
});
