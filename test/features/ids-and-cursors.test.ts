import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { encodeCommentId, encodePostId, encodeUserId } from '../../src/kernel/global-id.js';
import { mintId } from '../../src/kernel/ids.js';
import { encodeCursor } from '../../src/kernel/page.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectCalm } from '../support/calm.js';
import type { Person } from '../support/world.js';

let app: TestApp;
let author: Person;
let stranger: Person;
let blocked: Person;
let post: string;
let hidden: string;
let gone: string;
let comment: string;
beforeAll(async () => {
  app = await startTestApp();
  [author, stranger, blocked] = (await app.world.people(['author', 'stranger', 'blocked'])) as [Person, Person, Person];
  post = await app.world.post(author, 'For all');
  comment = await app.world.comment(author, post, 'Said');
  hidden = await app.world.post(author, 'For followers', 'FOLLOWERS');
  gone = await app.world.post(author, 'Gone');
  await author.client.query('mutation ($id: ID!) { deletePost(input: { postId: $id }) { deletedPostId } }', { id: gone });
  await app.world.block(author, blocked);
});
afterAll(() => app.close());

/** Ids that name nothing: changed, cut, of no type, in another spelling. */
const nothings = () => [
  '', ' ', 'x', '0', '-1', '[object Object]', '__proto__', `${post} `, ` ${post}`, `${post}=`, `${post}\n`, `${post}A`, post.slice(0, -1), post.slice(1), post.toLowerCase(), post.replace(/[-_]|.$/g, '+'), `${post}${post}`,
  Buffer.from('Post:1').toString('base64'), Buffer.from(`P${'\0'.repeat(32)}`, 'latin1').toString('base64url'), Buffer.from(`Q${'a'.repeat(16)}`).toString('base64url'), mintId(), 'é'.repeat(60), '\u{1f600}'.repeat(16),
  encodeUserId(mintId()), encodePostId({ authorId: mintId(), id: mintId() }), encodePostId({ authorId: author.userId, id: mintId() }), encodePostId({ authorId: stranger.userId, id: mintId() }), encodeCommentId({ postAuthorId: author.userId, postId: mintId(), id: mintId() }),
];

async function bytes(person: Person | null, query: string, id: string): Promise<string> {
  const { status, body } = await app.client(person?.token ?? null).query(query, { id });
  expectCalm(body);
  return `${status} ${body}`;
}

const READS = [
  'query ($id: ID!) { post(id: $id) { id text author { id } commentCount comments { edges { cursor } } } }',
  'query ($id: ID!) { comment(id: $id) { id text post { id } } }',
  'query ($id: ID!) { node(id: $id) { id ... on Post { text } ... on User { username } } }',
  'query ($id: ID!) { nodes(ids: [$id]) { id } }',
  'query ($id: ID!) { userFeed(userId: $id) { edges { cursor } } }',
];
const WRITES = [
  'mutation ($id: ID!) { editPost(input: { postId: $id, text: "x", expectedVersion: 1 }) { post { id } userErrors { code } } }',
  'mutation ($id: ID!) { deletePost(input: { postId: $id }) { deletedPostId userErrors { code } } }',
  'mutation ($id: ID!) { createComment(input: { postId: $id, text: "x" }) { comment { id } userErrors { code } } }',
  'mutation ($id: ID!) { deleteComment(input: { commentId: $id }) { deletedCommentId userErrors { code } } }',
  'mutation ($id: ID!) { addReaction(input: { subjectId: $id, kind: LIKE }) { viewerReaction userErrors { code } } }',
  'mutation ($id: ID!) { removeReaction(input: { subjectId: $id }) { viewerReaction userErrors { code } } }',
  'mutation ($id: ID!) { followUser(input: { userId: $id }) { user { id } userErrors { code } } }',
  'mutation ($id: ID!) { unfollowUser(input: { userId: $id }) { user { id } userErrors { code } } }',
  'mutation ($id: ID!) { blockUser(input: { userId: $id }) { userId userErrors { code } } }',
  'mutation ($id: ID!) { unblockUser(input: { userId: $id }) { user { id } userErrors { code } } }',
];

test('Z3: an id that names nothing reads as absent, whatever is wrong with it, in the same bytes', async () => {
  for (const query of READS) {
    const answers = new Set(await Promise.all(nothings().map((id) => bytes(stranger, query, id))));
    expect({ query, answers: [...answers] }).toEqual({ query, answers: [expect.stringMatching(/^200 \{"data":\{"\w+":(null|\[null\])\}\}\s*$/)] });
  }
});

test('Z3: an id that names nothing is NOT_FOUND for every mutation, in the same bytes', async () => {
  for (const query of WRITES) {
    const answers = new Set<string>();
    for (const id of nothings()) answers.add(await bytes(stranger, query, id));
    expect({ query, answers: [...answers] }).toEqual({ query, answers: [expect.stringContaining('"code":"NOT_FOUND"')] });
  }
});

test('Z3: an id of another type is as absent as one that names nothing', async () => {
  const users = /userFeed|followUser|unfollowUser|blockUser|unblockUser/;
  for (const query of [...READS, ...WRITES].filter((each) => !/node/.test(each))) {
    const wrong = users.test(query) ? [post, comment] : /deleteComment|comment\(id/.test(query) ? [author.id, post] : /Reaction/.test(query) ? [author.id] : [author.id, comment];
    const absent = await bytes(stranger, query, 'x');
    for (const id of wrong) expect({ query, answer: await bytes(stranger, query, id) }).toEqual({ query, answer: absent });
  }
});

test('absent, deleted, for followers only and blocked answer with the same bytes, on every way to a post', async () => {
  const ways = [...READS.slice(0, 4), ...WRITES.slice(0, 6)].filter((query) => !/comment\(id|deleteComment/.test(query));
  for (const query of ways) {
    const absent = await bytes(stranger, query, encodePostId({ authorId: author.userId, id: mintId() }));
    for (const [person, id] of [[stranger, hidden], [stranger, gone], [author, gone], [blocked, post], [blocked, hidden]] as const) {
      expect({ query, by: person.username, answer: await bytes(person, query, id) }).toEqual({ query, by: person.username, answer: absent });
    }
  }
  for (const query of READS.slice(0, 4)) expect(await bytes(null, query, hidden)).toBe(await bytes(null, query, 'x'));
});

test('a cursor that is not one of the list is BAD_USER_INPUT and names its argument, in every list', async () => {
  const [posts, comments, follows] = (['posts', 'comments', 'follows'] as const).map((list) => encodeCursor(list, mintId()));
  const own: Record<string, string> = { p: posts!, c: comments!, f: follows! };
  const lists: [letter: string, query: string][] = [
    ['p', 'query ($c: Cursor) { publicFeed(after: $c) { edges { cursor } } }'],
    ['p', 'query ($c: Cursor) { homeFeed(after: $c) { edges { cursor } } }'],
    ['p', `query ($c: Cursor) { userFeed(userId: "${author.id}", after: $c) { edges { cursor } } }`],
    ['p', `query ($c: Cursor) { user(username: "${author.username}") { posts(after: $c) { edges { cursor } } } }`],
    ['c', `query ($c: Cursor) { post(id: "${post}") { comments(after: $c) { edges { cursor } } } }`],
    ['c', `query ($c: Cursor) { comment(id: "${comment}") { replies(after: $c) { edges { cursor } } } }`],
    ...['followers', 'following', 'mutuals'].flatMap((field) => ['after', 'before'].map((way) => ['f', `query ($c: Cursor) { user(username: "${author.username}") { ${field}(${way}: $c) { edges { cursor } } } }`] as [string, string])),
  ];
  for (const [letter, query] of lists) {
    const mine = own[letter]!;
    const wrong = [...Object.values(own).filter((each) => each !== mine), '', ' ', 'x', mine.slice(0, -1), `${mine}A`, `${mine}=`, ` ${mine}`, mine.toUpperCase(), post, author.id, mintId(), Buffer.from(`${letter}${'\0'.repeat(16)}`, 'latin1').toString('base64url'), '__proto__', 'é', 'a'.repeat(33)];
    for (const cursor of wrong) {
      const { errors, body } = await stranger.client.query(query, { c: cursor });
      expectCalm(body);
      expect({ query, cursor, said: errors.map(({ extensions }) => extensions) }).toEqual({ query, cursor, said: [{ code: 'BAD_USER_INPUT', argument: /before/.test(query) ? 'before' : 'after' }] });
    }
    const { errors } = await stranger.client.query(query, { c: mine });
    expect(errors).toEqual([]);
  }
});

test('paging in both directions at once is refused, in every combination', async () => {
  const cursor = JSON.stringify(encodeCursor('follows', mintId()));
  const both = [
    ['first: 1, last: 1', 'last'],
    [`first: 1, before: ${cursor}`, 'before'],
    [`after: ${cursor}, last: 1`, 'last'],
    [`after: ${cursor}, before: ${cursor}`, 'before'],
    [`first: 1, after: ${cursor}, last: 1, before: ${cursor}`, 'last'],
  ];
  for (const [args, argument] of both) {
    for (const field of ['followers', 'following', 'mutuals']) {
      const { errors } = await app.client().query(`{ user(username: "${author.username}") { ${field}(${args}) { edges { cursor } } } }`);
      expect({ args, said: errors.map(({ extensions }) => extensions) }).toEqual({ args, said: [{ code: 'BAD_USER_INPUT', argument }] });
    }
  }
});
