import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DeleteCommentDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/world.js';

/** What a query fetches in advance and what loaders fetch later must be one answer, in whatever way it is asked for. */

let app: TestApp;
/** The same without a cache, with one, and without compiled operations. */
let apps: TestApp[] = [];
let [author, ann, bob, loud]: Person[] = [];
/** The author's posts, the newest first; the newest has a long thread. */
const posts: string[] = [];
let post: string;
/** Hidden from loud, by whom it is answered. */
let top: string;
let last: string;
beforeAll(async () => {
  app = await startTestApp();
  apps = [app, await startTestApp({ beside: app, env: { PLAZA_ROLE: 'api', ENTITY_CACHE: 'true' } }), await startTestApp({ beside: app, env: { PLAZA_ROLE: 'api', GRAPHQL_JIT: 'false' } })];
  [author, ann, bob, loud] = await app.world.people(['author', 'ann', 'bob', 'loud']);
  for (const who of [ann!, bob!]) await app.world.follow(who, author!);
  const world = app.world;
  for (const [text, visibility] of [['oldest', 'PUBLIC'], ['older', 'FOLLOWERS'], ['old', 'PUBLIC']] as const) {
    posts.unshift(await world.post(author!, text, visibility));
    for (const who of [ann!, bob!, author!]) await world.comment(who, posts[0]!, `${text} by ${who.username}`);
  }
  post = await world.post(author!, `for @${ann!.username} and @${loud!.username}`);
  posts.unshift(post);
  const buried = await world.comment(ann!, post, 'buried');
  await world.comment(bob!, post, 'alive below', buried);
  top = await world.comment(bob!, post, 'top');
  for (const who of [loud!, ann!, loud!, author!]) await world.comment(who, post, `below by ${who.username}`, top);
  for (const who of [loud!, loud!, ann!, loud!, author!]) last = await world.comment(who, post, `by ${who.username}`);
  for (const [who, subject, kind] of [[ann!, post, 'LOVE'], [bob!, post, 'WOW'], [ann!, top, 'SAD'], [ann!, posts[1]!, 'LIKE']] as const) await world.react(who, subject, kind);
  for (const [who, subject] of [[ann!, post], [ann!, posts[1]!], [author!, posts[3]!]] as const) await world.repost(who, subject);
  await ann!.client.get(DeleteCommentDocument, { input: { commentId: buried } });
  await world.block(bob!, loud!);
  await app.settled();
});
afterAll(async () => {
  for (const each of apps.reverse()) await each.close();
});

const viewers = () => [undefined, ann, bob, author, loud];
const USER = 'id username viewerIsFollowing';
const POST = `id text author { ${USER} } facets { ... on MentionFacet { start user { ${USER} } } } commentCount reactionCounts { kind count } viewerReaction viewerHasReposted viewerCanRepost { reason } viewerCanEdit { reason }`;
const COMMENT = `id text author { ${USER} } parent { id text author { ${USER} } } post { id viewerReaction } isDeleted replyCount reactionCount viewerReaction viewerCanReply { reason }`;
const page = (node: string) => `{ edges { cursor node { ${node} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;
const edgesOnly = (node: string) => `{ edges { cursor node { ${node} } } }`;

type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

type Way = readonly [query: string, ...path: (string | number)[]];

/** What stands at a path of an answer that must have no errors. */
const ask = (who: Person | undefined, ...way: Way) => askAt(app, who, way);

async function askAt(at: TestApp, who: Person | undefined, [query, ...path]: Way): Promise<Json | undefined> {
  const { data, errors } = await at.client(who?.token).query<Json>(query);
  expect(errors).toEqual([]);
  return path.reduce<Json | undefined>((at, key) => (at as Record<string | number, Json> | null | undefined)?.[key], data ?? null);
}

/** Asks for the same in several ways, the first of them everywhere; gives the one answer. */
async function same(who: Person | undefined, ...ways: Way[]): Promise<Json | undefined> {
  const asked = [...apps.map((at) => [at, ways[0]!] as const), ...ways.slice(1).map((way, i) => [apps[i % apps.length]!, way] as const)];
  const answers = await Promise.all(asked.map(([at, way]) => askAt(at, who, way)));
  expect(answers[0]).toBeTruthy();
  answers.forEach((answer, i) => expect({ way: asked[i]![1], answer }).toEqual({ way: asked[i]![1], answer: answers[0] }));
  return answers[0];
}

test.each([1, 2, 3, 5, 20])('the first %i comments of a post', async (first) => {
  const comments = `comments(first: ${first}) ${page(COMMENT)}`;
  const other = `comments(first: ${first + 1}) ${page('id')}`;
  for (const who of viewers()) {
    await same(
      who,
      [`{ post(id: "${post}") { ${comments} } }`, 'post', 'comments'],
      [`{ post(id: "${post}") { x: ${comments} } }`, 'post', 'x'],
      [`{ post(id: "${post}") { x: ${comments} y: ${other} } }`, 'post', 'x'],
      [`{ post(id: "${post}") { y: ${other} x: ${comments} } }`, 'post', 'x'],
      [`{ post(id: "${post}") { x: ${comments} y: ${comments} } }`, 'post', 'y'],
      [`{ node(id: "${post}") { ... on Post { ${comments} } } }`, 'node', 'comments'],
      [`{ nodes(ids: ${JSON.stringify(posts)}) { ... on Post { ${comments} } } }`, 'nodes', 0, 'comments'],
      [`{ comment(id: "${last}") { post { ${comments} } } }`, 'comment', 'post', 'comments'],
      [`{ userFeed(userId: "${author!.id}", first: 1) { edges { node { ${comments} } } } }`, 'userFeed', 'edges', 0, 'node', 'comments'],
    );
  }
});

test('further pages of comments, from any cursor', async () => {
  for (const who of [undefined, bob]) {
    const cursors = (await ask(who, `{ post(id: "${post}") { comments { edges { cursor } } } }`, 'post', 'comments', 'edges')) as { cursor: string }[];
    for (const { cursor } of cursors) {
      const comments = `comments(first: 2, after: "${cursor}") ${page(COMMENT)}`;
      await same(
        who,
        [`{ post(id: "${post}") { ${comments} } }`, 'post', 'comments'],
        [`{ post(id: "${post}") { first: comments { edges { node { id } } } ${comments} } }`, 'post', 'comments'],
        [`{ node(id: "${post}") { ... on Post { ${comments} } } }`, 'node', 'comments'],
      );
    }
  }
});

test('posts with their authors, facets, reactions and comments, in every list', async () => {
  const shown = `${POST} comments(first: 3) ${edgesOnly(COMMENT)}`;
  const { id, username } = author!;
  for (const who of viewers()) {
    const list = `posts ${edgesOnly(shown)}`;
    const edges = (await same(
      who,
      [`{ userFeed(userId: "${id}") ${edgesOnly(shown)} }`, 'userFeed', 'edges'],
      [`{ publicFeed { edges { node { id } } } x: userFeed(userId: "${id}") { a: edges { cursor node { ${shown} } } b: edges { node { id } } } }`, 'x', 'a'],
      [`{ user(username: "${username}") { ${list} } }`, 'user', 'posts', 'edges'],
      [`{ a: user(username: "${username}") { ${list} } b: user(username: "${ann!.username}") { ${list} } }`, 'a', 'posts', 'edges'],
      [`{ user(username: "${username}") { a: posts(first: 1) { edges { node { id } } } ${list} } }`, 'user', 'posts', 'edges'],
      [`{ node(id: "${id}") { ... on User { ${list} } } }`, 'node', 'posts', 'edges'],
    )) as { node: { id: string } }[];
    const mayFollow = who === ann || who === bob || who === author;
    expect(edges.map(({ node }) => node.id)).toEqual(mayFollow ? posts : posts.filter((_, i) => i !== 2));
    if (mayFollow) await same(who, [`{ homeFeed ${edgesOnly(shown)} }`, 'homeFeed', 'edges'], [`{ userFeed(userId: "${id}") ${edgesOnly(shown)} }`, 'userFeed', 'edges']);
    else await same(who, [`{ publicFeed ${edgesOnly(shown)} }`, 'publicFeed', 'edges'], [`{ userFeed(userId: "${id}") ${edgesOnly(shown)} }`, 'userFeed', 'edges']);
    for (const [i, { node }] of edges.entries()) {
      const single = await same(who, [`{ post(id: "${node.id}") { ${shown} } }`, 'post'], [`{ node(id: "${node.id}") { ... on Post { ${shown} } } }`, 'node']);
      expect(single).toEqual(edges[i]!.node);
    }
  }
});

test('a comment with its parent, post, reactions and answers', async () => {
  const replies = `replies(first: 2) ${page(COMMENT)}`;
  const shown = `${COMMENT} ${replies}`;
  for (const who of [undefined, ann, bob, author]) {
    await same(
      who,
      [`{ comment(id: "${top}") { ${shown} } }`, 'comment'],
      [`{ node(id: "${top}") { ... on Comment { ${shown} } } }`, 'node'],
      [`{ post(id: "${post}") { comments { edges { node { ${shown} } } } } }`, 'post', 'comments', 'edges', 1, 'node'],
      [`{ post(id: "${post}") { a: comments(first: 1) { edges { node { id } } } comments { edges { node { ${shown} } } } } }`, 'post', 'comments', 'edges', 1, 'node'],
    );
    await same(
      who,
      [`{ comment(id: "${top}") { ${replies} } }`, 'comment', 'replies'],
      [`{ comment(id: "${top}") { x: ${replies} y: replies(first: 1) ${page('id')} } }`, 'comment', 'x'],
      [`{ comment(id: "${top}") { post { comments { edges { node { ${replies} } } } } } }`, 'comment', 'post', 'comments', 'edges', 1, 'node', 'replies'],
    );
  }
});

test('fragments, named or not, once or again', async () => {
  const first = `comments(first: 2) { edges { cursor node { id author { ${USER} } viewerReaction } } }`;
  const halves = ['comments(first: 2) { edges { cursor node { id author { id } } } }', 'comments(first: 2) { edges { node { author { username viewerIsFollowing } viewerReaction } } }'];
  for (const who of viewers()) {
    await same(
      who,
      [`{ post(id: "${post}") { id ${first} } }`, 'post'],
      [`{ post(id: "${post}") { id ...A } } fragment A on Post { ${first} }`, 'post'],
      [`{ post(id: "${post}") { id ...A ...A ${first} } } fragment A on Post { ...B } fragment B on Post { ${first} }`, 'post'],
      [`{ post(id: "${post}") { id ${halves.join(' ')} } }`, 'post'],
      [`{ post(id: "${post}") { id ... { ${halves[0]} } ... on Post { ${halves[1]} } } }`, 'post'],
      [`{ post(id: "${post}") { id ...A ... on Node { ... on Post { ${halves[0]} } } } } fragment A on Post { ${halves[1]} }`, 'post'],
      [`query { post(id: "${post}") { id } ...Q } fragment Q on Query { post(id: "${post}") { ${first} } }`, 'post'],
    );
  }
});

test('variables decide what is included, and how much', async () => {
  const query = `query($id: ID!, $with: Boolean!, $without: Boolean = true, $first: Int = 2) {
    post(id: $id) {
      id
      comments(first: $first) @include(if: $with) { edges { node { id author @skip(if: $without) { id } } } }
      ...More @skip(if: $without)
      viewerReaction @include(if: $with)
    }
  } fragment More on Post { text author { id } }`;
  const asked = async (at: TestApp, variables: object) => (await at.client(ann!.token).query<{ post: object }>(query, { id: post, ...variables })).data?.post;
  const comments = async (first: number, author = '') => ((await ask(ann, `{ post(id: "${post}") { comments(first: ${first}) { edges { node { id ${author} } } } } }`, 'post')) as object);
  const text = `for @${ann!.username} and @${loud!.username}`;
  // One document, compiled once, with all sorts of variables.
  for (const at of apps) {
    expect(await asked(at, { with: false })).toEqual({ id: post });
    expect(await asked(at, { with: true })).toEqual({ id: post, ...(await comments(2)), viewerReaction: 'LOVE' });
    expect(await asked(at, { with: true, first: 4 })).toEqual({ id: post, ...(await comments(4)), viewerReaction: 'LOVE' });
    expect(await asked(at, { with: true, without: false, first: 3 })).toEqual({ id: post, ...(await comments(3, 'author { id }')), text, author: { id: author!.id }, viewerReaction: 'LOVE' });
    expect(await asked(at, { with: false, without: false })).toEqual({ id: post, text, author: { id: author!.id } });
  }
});

test('a page size that makes no sense fails its field in both ways', async () => {
  const codes = async (query: string, variables: Record<string, unknown>) => {
    const answers = await Promise.all(apps.map(async (at) => (await at.client().query(query, variables)).errors.map((error) => error.extensions.code)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    return answers[0];
  };
  for (const after of ['', 'nonsense']) {
    expect(await codes('query($id: ID!, $after: Cursor) { post(id: $id) { id comments(after: $after) { edges { cursor } } } }', { id: post, after })).toEqual(['BAD_USER_INPUT']);
    expect(await codes('query($id: ID!, $after: Cursor) { node(id: $id) { ... on Post { comments(after: $after) { edges { cursor } } } } }', { id: post, after })).toEqual(['BAD_USER_INPUT']);
  }
  // Null stands for no size, which a page must have; what is left out is the default.
  const sized = 'query($id: ID!, $first: Int) { post(id: $id) { id comments(first: $first) { edges { cursor } } } }';
  expect(await codes(sized, { id: post })).toEqual([]);
  expect(await codes(sized, { id: post, first: null })).toEqual(['BAD_USER_INPUT']);
});
