import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { encodeCommentId, encodePostId, encodeUserId } from '../../src/kernel/global-id.js';
import { mintId } from '../../src/kernel/ids.js';
import { CommentDocument, DeleteCommentDocument, DeletePostDocument, PostDocument, UserDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/world.js';

let app: TestApp;
/** The follower follows the author; one person has blocked the author, another one is blocked by them. */
let [author, follower, stranger, blocker, blocked]: Person[] = [];
let [open, narrow, comment, below]: string[] = [];
beforeAll(async () => {
  app = await startTestApp();
  [author, follower, stranger, blocker, blocked] = await app.world.people(['author', 'follower', 'stranger', 'blocker', 'blocked']);
  await app.world.follow(follower!, author!);
  await app.world.block(blocker!, author!);
  await app.world.block(author!, blocked!);
  open = await app.world.post(author!, 'for everybody');
  narrow = await app.world.post(author!, 'for those who follow', 'FOLLOWERS');
  comment = await app.world.comment(stranger!, open, 'a comment');
  below = await app.world.comment(author!, narrow, 'below');
  await app.settled();
});
afterAll(() => app.close());

interface Shown {
  readonly __typename: string;
  readonly id: string;
}

const FIELDS = '__typename id ... on User { username } ... on Post { text visibility } ... on Comment { text depth }';
const clientOf = (who: Person | undefined) => who?.client ?? app.client();
const node = (id: string, who?: Person) => clientOf(who).query<{ node: Shown | null }>(`query($id: ID!) { node(id: $id) { ${FIELDS} } }`, { id });
const nodes = (ids: readonly (string | null)[], who?: Person) => clientOf(who).query<{ nodes: (Shown | null)[] }>(`query($ids: [ID!]!) { nodes(ids: $ids) { ${FIELDS} } }`, { ids });
const seen = async (id: string, who?: Person) => (await node(id, who)).data!.node;

test('a node is the object that its own query gives', async () => {
  const client = follower!.client;
  expect(await seen(author!.id, follower)).toEqual({ __typename: 'User', id: author!.id, username: author!.username });
  expect(await seen(narrow!, follower)).toEqual({ __typename: 'Post', id: narrow, text: 'for those who follow', visibility: 'FOLLOWERS' });
  expect(await seen(below!, follower)).toEqual({ __typename: 'Comment', id: below, text: 'below', depth: 1 });
  expect((await client.get(UserDocument, { username: author!.username })).user?.id).toBe(author!.id);
  expect((await client.get(PostDocument, { id: narrow! })).post?.id).toBe(narrow);
  expect((await client.get(CommentDocument, { id: below! })).comment?.id).toBe(below);
});

test('each viewer finds what they may know of', async () => {
  const ids = [author!.id, open!, narrow!, comment!, below!];
  const found = async (who?: Person) => (await nodes(ids, who)).data!.nodes.map((each) => each !== null);
  const expected: [Person | undefined, boolean[]][] = [
    [undefined, [true, true, false, true, false]],
    [stranger, [true, true, false, true, false]],
    [follower, [true, true, true, true, true]],
    [author, [true, true, true, true, true]],
    [blocker, [false, false, false, false, false]],
    [blocked, [false, false, false, false, false]],
  ];
  for (const [who, shows] of expected) {
    expect([who?.username, await found(who)]).toEqual([who?.username, shows]);
    for (const [i, id] of ids.entries()) expect((await seen(id, who)) !== null).toBe(shows[i]);
  }
});

test('absent, hidden, deleted and unreadable are one answer', async () => {
  const gone = { post: await app.world.post(author!, 'soon gone'), comment: await app.world.comment(author!, open!, 'soon gone') };
  await author!.client.get(DeletePostDocument, { input: { postId: gone.post } });
  await author!.client.get(DeleteCommentDocument, { input: { commentId: gone.comment } });
  const absent = (await node(encodeUserId(mintId()), stranger)).body;
  expect(absent).toBe('{"data":{"node":null}}\n');
  const place = { postAuthorId: author!.userId, postId: mintId(), id: mintId() };
  const ids = [narrow!, below!, gone.post, gone.comment, encodePostId({ authorId: author!.userId, id: mintId() }), encodeCommentId(place)];
  const unreadable = ['', 'x', '====', 'VQ', Buffer.from('Xabc').toString('base64url'), author!.id.slice(1), `${open}AA`, `${comment}A`, `${open}=`, ` ${open}`, 'x'.repeat(10_000), 'a\0b', '\ud800', '🙂'];
  for (const id of [...ids, ...unreadable]) expect((await node(id, stranger)).body).toBe(absent);
  expect((await nodes(unreadable, stranger)).data?.nodes).toEqual(unreadable.map(() => null));
});

test('an id of one type finds nothing of another', async () => {
  const client = author!.client;
  for (const id of [open!, comment!, author!.id]) {
    if (id !== open) expect((await client.get(PostDocument, { id })).post).toBeNull();
    if (id !== comment) expect((await client.get(CommentDocument, { id })).comment).toBeNull();
  }
});

test('many nodes come in the order asked for, each as often as asked for', async () => {
  const ids = [comment!, open!, 'x', author!.id, open!, narrow!, stranger!.id];
  const { data } = await nodes(ids);
  expect(data?.nodes.map((each) => each?.id ?? null)).toEqual([comment, open, null, author!.id, open, null, stranger!.id]);
  expect(data?.nodes.map((each) => each?.__typename ?? null)).toEqual(['Comment', 'Post', null, 'User', 'Post', null, 'User']);
  expect((await nodes([])).data).toEqual({ nodes: [] });
  expect((await nodes(Array.from({ length: 100 }, () => open!))).data?.nodes).toHaveLength(100);
});

test('there is a limit to how many, and none of them may be null', async () => {
  const { data, errors } = await nodes(Array.from({ length: 101 }, () => open!));
  expect(data?.nodes).toBeUndefined();
  expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  expect((await nodes([open!, null])).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

test('one request may ask for the same thing in many ways', async () => {
  const query = `query($id: ID!, $ids: [ID!]!) {
    a: node(id: $id) { id ...P }
    b: node(id: $id) { ... on Post { id text author { id } } }
    c: post(id: $id) { ...P }
    d: nodes(ids: $ids) { ... on Node { id } ...P }
  } fragment P on Post { id text author { id } }`;
  const { data, errors } = await follower!.client.query(query, { id: narrow!, ids: [narrow!, author!.id] });
  const shown = { id: narrow, text: 'for those who follow', author: { id: author!.id } };
  expect(errors).toEqual([]);
  expect(data).toEqual({ a: shown, b: shown, c: shown, d: [shown, { id: author!.id }] });
});
