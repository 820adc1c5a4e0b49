import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CommentRow } from '../../src/modules/comments/comment.entity.js';
import type { PostRow } from '../../src/modules/posts/post.entity.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Bulk, globalIdOfPost } from '../support/bulk.js';
import type { GraphqlAnswer } from '../support/client.js';
import { type Command, namesOf, startWatchedApp, type WatchedApp } from '../support/count-commands.js';
import type { Person } from '../support/world.js';

/** Commands to Postgres and MongoDB together, the look at the session included. */
const HOME_FEED = 5;
const HOME_FEED_WITH_MENTIONS = 6;
const PROFILE = 3;
const THREAD = 3;
const PUBLIC_FEED = 3;
const TAG_FEED = 3;
/** Who has reposted them is read once for all posts, and the people once for all lists. */
const TAG_FEED_WITH_REPOSTERS = 5;
const FOLLOWERS = 4;
/** Where the entity cache is on and knows nothing: people, posts and comments are read once more. */
const HOME_FEED_COLD_CACHE = 8;
/** What a home feed may cost at most. */
const LIMIT = 8;

const PERSON = 'id username displayName avatarUrl viewerIsFollowing viewerCanFollow { allowed }';
const COUNTS = 'reactionCount reactionCounts { kind count } viewerReaction viewerCanReact { allowed reason }';
const COMMENT = `id text createdAt replyCount author { ${PERSON} } ${COUNTS}`;
const POST = `id text createdAt commentCount repostCount viewerHasReposted viewerCanRepost { allowed reason } viewerCanDelete { allowed } author { ${PERSON} } ${COUNTS}`;
const PAGE = 'pageInfo { hasNextPage endCursor }';
const homeFeed = (first: number, more = '') =>
  `{ homeFeed(first: ${first}) { edges { cursor node { ${POST} ${more} comments(first: 2) { edges { node { ${COMMENT} ${more} } } } } } ${PAGE} } }`;

let everything: TestApp;
let app: WatchedApp;
let authors: readonly string[];
/** People who are mentioned, and write nothing themselves. */
let others: readonly string[];
let posts: readonly PostRow[];

/** 120 posts of 12 authors with a tag; under each three comments and some reactions, and three people have reposted it. */
beforeAll(async () => {
  everything = await startTestApp();
  app = await startWatchedApp(everything);
  const bulk = new Bulk(everything);
  authors = await bulk.people(12);
  others = await bulk.people(50);
  posts = await bulk.posts(Array.from({ length: 120 }, (_, i) => ({ authorId: authors[i % 12]!, tags: ['tea'], facets: mention(others[i % 50]!) })));
  const comments = await bulk.comments(posts.flatMap((post, i) => [1, 2, 3].map((n) => under(post, authors[(i + n) % 12]!, others[(i + n) % 50]!))));
  await bulk.reposts(posts.flatMap((post, i) => [1, 2, 3].map((n) => [others[(i + n) % 50]!, post] as const)));
  await bulk.reactions(comments.map(({ _id, postId, postAuthorId, authorId }) => ({ subjectId: _id, subjectType: 'Comment', userId: authorId!, postId, postAuthorId })));
});
afterAll(async () => {
  await app.close();
  await everything.close();
});

const mention = (userId: string): PostRow['facets'] => [{ kind: 'MENTION', start: 0, end: 4, userId }];
const under = (post: PostRow, authorId: string, mentioned: string): Pick<CommentRow, 'postId' | 'postAuthorId' | 'authorId' | 'facets'> => ({
  postId: post._id,
  postAuthorId: post.authorId,
  authorId,
  facets: mention(mentioned),
});

/** Somebody who follows all authors, and whose session no process has seen yet. */
async function reader(): Promise<Person> {
  const person = await everything.world.person('reader');
  await new Bulk(everything).follows(authors.map((author) => [person.userId, author]));
  return person;
}

/** What a query costs somebody who has never asked anything; it must be answered without errors. */
async function costOf(query: string, who?: Person, on = app): Promise<{ commands: readonly Command[]; data: Record<string, unknown> }> {
  const client = on.client((who ?? (await reader())).token);
  let answer: GraphqlAnswer<Record<string, unknown>> | undefined;
  const commands = await on.watch.during(async () => (answer = await client.query(query)));
  expect(answer!.errors).toEqual([]);
  return { commands, data: answer!.data! };
}

const edgesIn = (data: Record<string, unknown>, field: string) => (data[field] as { edges: { node: { comments: { edges: unknown[] } } }[] }).edges;

describe('L4: what a page costs does not depend on its size', () => {
  test('a home feed costs at most 8 commands, however it is read', () => {
    expect(Math.max(HOME_FEED, HOME_FEED_WITH_MENTIONS, HOME_FEED_COLD_CACHE)).toBeLessThanOrEqual(LIMIT);
  });

  test.each([10, 50, 100])('homeFeed(first: %i) with authors, viewer state and two comments each', async (first) => {
    const { commands, data } = await costOf(homeFeed(first));
    expect(namesOf(commands)).toHaveLength(HOME_FEED);
    const edges = edgesIn(data, 'homeFeed');
    expect(edges).toHaveLength(first);
    expect(edges.every((edge) => edge.node.comments.edges.length === 2)).toBe(true);
  });

  test.each([10, 50, 100])('homeFeed(first: %i) that shows who is mentioned', async (first) => {
    const { commands } = await costOf(homeFeed(first, 'facets { ... on MentionFacet { user { username } } }'));
    expect(namesOf(commands)).toHaveLength(HOME_FEED_WITH_MENTIONS);
  });

  test.each([10, 50, 100])('homeFeed(first: %i) with an entity cache that knows nothing, and then everything', async (first) => {
    const cached = await startWatchedApp(everything, { ENTITY_CACHE: 'true' });
    try {
      // Other revisions than those that an earlier round may have left in the cache.
      await everything.plaza.stores.mongo.collection('posts').updateMany({}, { $inc: { rev: 1 } });
      await everything.plaza.stores.mongo.collection('comments').updateMany({}, { $inc: { rev: 1 } });
      await everything.plaza.stores.postgres.dataSource.query('UPDATE profiles SET rev = rev + 1');
      const cold = await costOf(homeFeed(first), undefined, cached);
      expect(namesOf(cold.commands)).toHaveLength(HOME_FEED_COLD_CACHE);
      const warm = await costOf(homeFeed(first), undefined, cached);
      expect(namesOf(warm.commands)).toHaveLength(HOME_FEED);
      expect(edgesIn(warm.data, 'homeFeed')).toEqual(edgesIn(cold.data, 'homeFeed'));
    } finally {
      await cached.close();
    }
  });

  test('a profile with ten posts', async () => {
    const [row] = await everything.plaza.stores.postgres.dataSource.query<{ username: string }[]>('SELECT username FROM profiles WHERE user_id = $1', [authors[0]]);
    const { commands, data } = await costOf(`{ user(username: "${row!.username}") { ${PERSON} followerCount postCount posts(first: 10) { edges { node { ${POST} } } ${PAGE} } } }`);
    expect(edgesIn(data['user'] as Record<string, unknown>, 'posts')).toHaveLength(10);
    expect(namesOf(commands)).toHaveLength(PROFILE);
  });

  test('a thread with twenty comments', async () => {
    const post = posts[0]!;
    await new Bulk(everything).comments(Array.from({ length: 20 }, (_, i) => under(post, authors[i % 12]!, others[i]!)));
    const { commands, data } = await costOf(`{ post(id: "${globalIdOfPost(post)}") { ${POST} comments(first: 20) { edges { node { ${COMMENT} } } ${PAGE} } } }`);
    expect(edgesIn(data['post'] as Record<string, unknown>, 'comments')).toHaveLength(20);
    expect(namesOf(commands)).toHaveLength(THREAD);
  });

  test.each([10, 50, 100])('publicFeed(first: %i)', async (first) => {
    const { commands, data } = await costOf(`{ publicFeed(first: ${first}) { edges { node { ${POST} comments(first: 2) { edges { node { ${COMMENT} } } } } } ${PAGE} } }`);
    expect(edgesIn(data, 'publicFeed')).toHaveLength(first);
    expect(namesOf(commands)).toHaveLength(PUBLIC_FEED);
  });

  test.each([10, 50, 100])('tagFeed(first: %i), without and with who has reposted', async (first) => {
    const feed = (more: string) => `{ tagFeed(tag: "tea", first: ${first}) { edges { node { ${POST} ${more} } } ${PAGE} } }`;
    expect(namesOf((await costOf(feed(''))).commands)).toHaveLength(TAG_FEED);
    const { commands, data } = await costOf(feed('reposts(first: 2) { edges { node { username } } }'));
    expect(namesOf(commands)).toHaveLength(TAG_FEED_WITH_REPOSTERS);
    const { edges } = data['tagFeed'] as { edges: { node: { reposts: { edges: unknown[] } } }[] };
    expect(edges.map(({ node }) => node.reposts.edges.length)).toEqual(Array.from({ length: first }, () => 2));
  });

  test.each([10, 50, 100])('a page of %i followers', async (first) => {
    const bulk = new Bulk(everything);
    const star = await everything.world.person('star');
    await bulk.follows((await bulk.people(first + 1)).map((fan) => [fan, star.userId]));
    const { commands, data } = await costOf(`{ user(username: "${star.username}") { ${PERSON} followers(first: ${first}) { edges { followedAt node { ${PERSON} } } ${PAGE} } } }`);
    expect(edgesIn(data['user'] as Record<string, unknown>, 'followers')).toHaveLength(first);
    expect(namesOf(commands)).toHaveLength(FOLLOWERS);
  });

  test('32 people who ask at once cost 32 times what one does', async () => {
    const readers = await Promise.all(Array.from({ length: 32 }, reader));
    const answers = await app.watch.during(() =>
      Promise.all(readers.map(async ({ token }) => expect((await app.client(token).query(homeFeed(50))).errors).toEqual([]))),
    );
    expect(namesOf(answers)).toHaveLength(32 * HOME_FEED);
  });
});
