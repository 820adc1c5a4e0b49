import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import type { Person } from '../support/world.js';

const VIEWERS = ['anonymous', 'stranger', 'follower', 'blocked', 'blocker', 'author'] as const;
type Viewer = (typeof VIEWERS)[number];

let app: TestApp;
let people: Record<Exclude<Viewer, 'anonymous'>, Person>;
const posts: Record<string, string> = {};
const comments: Record<string, string> = {};

/** One author with a post of each kind, a comment of the follower under each; everybody follows a host, under whose post all comment. */
beforeAll(async () => {
  app = await startTestApp();
  const [author, follower, stranger, blocked, blocker, host] = (await app.world.people(['author', 'follower', 'stranger', 'blocked', 'blocker', 'host'])) as [Person, Person, Person, Person, Person, Person];
  people = { author, follower, stranger, blocked, blocker };
  await app.world.follow(follower, author);
  posts['PUBLIC'] = await app.world.post(author, 'public');
  posts['FOLLOWERS'] = await app.world.post(author, 'followers', 'FOLLOWERS');
  posts['deleted'] = await app.world.post(author, 'deleted');
  for (const kind of Object.keys(posts)) comments[kind] = await app.world.comment(follower, posts[kind]!, 'an answer');
  posts['host'] = await app.world.post(host, 'host');
  comments['of the author'] = await app.world.comment(author, posts['host']!, 'by the author');
  comments['below the author'] = await app.world.comment(host, posts['host']!, 'an answer to the author', comments['of the author']);
  comments['taken back'] = await app.world.comment(author, posts['host']!, 'taken back');
  await app.world.block(author, blocked);
  await app.world.block(blocker, author);
  await author.client.query('mutation ($id: ID!) { deletePost(input: { postId: $id }) { deletedPostId } }', { id: posts['deleted'] });
  await author.client.query('mutation ($id: ID!) { deleteComment(input: { commentId: $id }) { deletedCommentId } }', { id: comments['taken back'] });
});
afterAll(() => app.close());

const clientOf = (viewer: Viewer): Client => (viewer === 'anonymous' ? app.client() : people[viewer].client);

/** Every way to come across a post, and every way to come across a comment; each gives the ids that it leads to. */
const idsIn = (body: string): string[] => [...body.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id!);
const NODES = '{ edges { node { id } } }';

const WAYS_TO_A_POST: Record<string, (id: string) => string> = {
  'post(id)': (id) => `{ post(id: "${id}") { id } }`,
  'node(id)': (id) => `{ node(id: "${id}") { id } }`,
  'nodes(ids)': (id) => `{ nodes(ids: ["${id}"]) { id } }`,
  userFeed: () => `{ userFeed(userId: "${people.author.id}", first: 50) ${NODES} }`,
  'User.posts': () => `{ user(username: "${people.author.username}") { posts(first: 50) ${NODES} } }`,
  'the post of a comment': (id) => `{ node(id: "${commentUnder(id)}") { ... on Comment { post { id } } } }`,
};
const commentUnder = (postId: string): string => comments[Object.keys(posts).find((kind) => posts[kind] === postId)!]!;

const ALL: readonly Viewer[] = VIEWERS;
const OPEN: readonly Viewer[] = ['anonymous', 'stranger', 'follower', 'author'];
const CLOSED: readonly Viewer[] = ['follower', 'author'];
const NONE: readonly Viewer[] = [];

describe('Z2: who comes across a post, by every way', () => {
  const table = (
    [
      ['PUBLIC', OPEN],
      ['FOLLOWERS', CLOSED],
      ['deleted', NONE],
    ] as const
  ).flatMap(([kind, seenBy]) => Object.keys(WAYS_TO_A_POST).map((way) => [kind, way, seenBy] as const));

  test.each(table)('%s by %s: %j', async (kind, way, seenBy) => {
    const id = posts[kind]!;
    expect(await whoFinds(id, WAYS_TO_A_POST[way]!(id))).toEqual(seenBy);
  });

  test.each([
    ['PUBLIC', 'publicFeed', OPEN],
    ['FOLLOWERS', 'publicFeed', NONE],
    ['deleted', 'publicFeed', NONE],
    // What somebody follows; nobody else's posts are in a home feed.
    ['PUBLIC', 'homeFeed', CLOSED],
    ['FOLLOWERS', 'homeFeed', CLOSED],
    ['deleted', 'homeFeed', NONE],
  ])('%s by %s: %j', async (kind, feed, seenBy) => {
    expect(await whoFinds(posts[kind]!, `{ ${feed}(first: 50) ${NODES} }`)).toEqual(seenBy);
  });
});

describe('Z2: who comes across a comment, by every way', () => {
  const WAYS: Record<string, (id: string, postId: string, parentId: string | undefined) => string> = {
    'comment(id)': (id) => `{ comment(id: "${id}") { id } }`,
    'node(id)': (id) => `{ node(id: "${id}") { id } }`,
    'nodes(ids)': (id) => `{ nodes(ids: ["${id}"]) { id } }`,
    thread: (_, postId, parentId) =>
      parentId ? `{ comment(id: "${parentId}") { replies(first: 50) ${NODES} } }` : `{ post(id: "${postId}") { comments(first: 50) ${NODES} } }`,
  };
  const table = (
    [
      ['PUBLIC', 'PUBLIC', OPEN],
      ['FOLLOWERS', 'FOLLOWERS', CLOSED],
      ['deleted', 'deleted', NONE],
      ['of the author', 'host', OPEN],
      ['below the author', 'host', OPEN],
      ['taken back', 'host', NONE],
    ] as const
  ).flatMap(([name, post, seenBy]) => Object.keys(WAYS).map((way) => [name, way, seenBy, post] as const));

  test.each(table)('%s by %s: %j', async (name, way, seenBy, post) => {
    const id = comments[name]!;
    const parent = name === 'below the author' ? comments['of the author'] : undefined;
    expect(await whoFinds(id, WAYS[way]!(id, posts[post]!, parent))).toEqual(seenBy);
  });
});

describe('Z2: who comes across a person, by every way', () => {
  test.each([
    ['user(username)', () => `{ user(username: "${people.author.username}") { id } }`, OPEN],
    ['node(id)', () => `{ node(id: "${people.author.id}") { id } }`, OPEN],
    ['followees', () => `{ user(username: "${people.follower.username}") { following(first: 50) ${NODES} } }`, OPEN],
    ['the author of a comment', () => `{ node(id: "${comments['of the author']}") { ... on Comment { author { id } } } }`, OPEN],
    ['a person whom no block concerns', () => `{ node(id: "${people.stranger.id}") { id } }`, ALL],
  ])('by %s', async (way, query, seenBy) => {
    const id = way.startsWith('a person') ? people.stranger.id : people.author.id;
    expect(await whoFinds(id, query())).toEqual(seenBy);
  });
});

async function whoFinds(id: string, query: string): Promise<Viewer[]> {
  const bodies = await Promise.all(VIEWERS.map(async (viewer) => (await clientOf(viewer).query(query)).body));
  return VIEWERS.filter((_, i) => idsIn(bodies[i]!).includes(id));
}
