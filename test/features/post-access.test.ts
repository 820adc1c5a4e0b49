import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeCommentId, encodePostId } from '../../src/kernel/global-id.js';
import { mintId } from '../../src/kernel/ids.js';
import {
  CommentDocument,
  CreatePostDocument,
  type CreatePostInput,
  DeletePostDocument,
  EditPostDocument,
  PostDocument,
  UnfollowUserDocument,
  UserPostsDocument,
} from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { GraphqlAnswer } from '../support/client.js';
import type { Person } from '../support/world.js';

let app: TestApp;
/** The follower follows the author; one person has blocked the author, another one is blocked by them. */
let [author, follower, stranger, blocker, blocked]: Person[] = [];
let [open, narrow, comment]: string[] = [];
beforeAll(async () => {
  app = await startTestApp();
  [author, follower, stranger, blocker, blocked] = await app.world.people(['author', 'follower', 'stranger', 'blocker', 'blocked']);
  await app.world.follow(follower!, author!);
  await app.world.block(blocker!, author!);
  await app.world.block(author!, blocked!);
  open = await app.world.post(author!, 'for everybody');
  narrow = await app.world.post(author!, 'for those who follow', 'FOLLOWERS');
  comment = await app.world.comment(stranger!, open, 'a comment');
});
afterAll(() => app.close());

const clientOf = (who: Person | undefined) => who?.client ?? app.client();
const read = (who: Person | undefined, id: string) => clientOf(who).run(PostDocument, { id });
const edit = (who: Person | undefined, postId: string, idempotencyKey?: string, text = 'edited', expectedVersion = 1) =>
  clientOf(who).run(EditPostDocument, { input: { postId, text, expectedVersion, idempotencyKey } });
const remove = (who: Person | undefined, postId: string, idempotencyKey?: string) => clientOf(who).run(DeletePostDocument, { input: { postId, idempotencyKey } });
const create = (who: Person | undefined, input: CreatePostInput) => clientOf(who).run(CreatePostDocument, { input });
const codeOf = ({ errors }: GraphqlAnswer<unknown>) => errors.map(({ extensions: { code, reason } }) => (reason ? `${code} ${String(reason)}` : code)).join();
const nobody = undefined;

test('a public post shows to all but those whom a block parts from its author', async () => {
  for (const who of [nobody, stranger, follower, author]) expect((await read(who, open!)).data?.post?.text).toBe('for everybody');
  for (const who of [blocker, blocked]) expect((await read(who, open!)).data?.post).toBeNull();
});

test('a post for followers shows to them and to its author', async () => {
  for (const who of [follower, author]) expect((await read(who, narrow!)).data?.post).toMatchObject({ text: 'for those who follow', visibility: 'FOLLOWERS' });
  for (const who of [nobody, stranger, blocker, blocked]) expect((await read(who, narrow!)).data?.post).toBeNull();
});

test('an unfollow and a block are felt at once', async () => {
  const [fan, foe] = await app.world.people(['fan', 'foe']);
  for (const who of [fan!, foe!]) {
    await app.world.follow(who, author!);
    expect((await read(who, narrow!)).data?.post).not.toBeNull();
  }
  await fan!.client.get(UnfollowUserDocument, { input: { userId: author!.id } });
  await app.world.block(author!, foe!);
  expect((await read(fan, narrow!)).data?.post).toBeNull();
  expect((await read(fan, open!)).data?.post).not.toBeNull();
  expect((await read(foe, open!)).data?.post).toBeNull();
});

test('what the viewer can do is said with its reason', async () => {
  const canDo = async (who: Person | undefined) => {
    const { viewerCanEdit, viewerCanDelete, viewerCanComment, viewerCanReact } = (await read(who, open!)).data!.post!;
    return [viewerCanEdit, viewerCanDelete, viewerCanComment, viewerCanReact].map(({ allowed, reason }) => (allowed ? reason === null : reason));
  };
  expect(await canDo(nobody)).toEqual(['SIGN_IN', 'SIGN_IN', 'SIGN_IN', 'SIGN_IN']);
  expect(await canDo(stranger)).toEqual(['NOT_AUTHOR', 'NOT_AUTHOR', true, true]);
  expect(await canDo(follower)).toEqual(['NOT_AUTHOR', 'NOT_AUTHOR', true, true]);
  expect(await canDo(author)).toEqual([true, true, true, true]);
});

test('nobody publishes, edits or deletes without signing in', async () => {
  const answers = [await create(nobody, { text: 'x' }), await edit(nobody, open!), await remove(nobody, open!), await remove(nobody, 'x')];
  for (const answer of answers) {
    expect(codeOf(answer)).toBe('UNAUTHENTICATED');
    expect(Object.values(answer.data!)).toEqual([null]);
  }
});

test.each([
  ['edit', edit],
  ['remove', remove],
])('%s: whoever sees a post of somebody else is told why not, to all others it is absent', async (_name, act) => {
  for (const who of [stranger, follower]) expect(codeOf(await act(who, open!))).toBe('FORBIDDEN NOT_AUTHOR');
  expect(codeOf(await act(follower, narrow!))).toBe('FORBIDDEN NOT_AUTHOR');
  const gone = await app.world.post(author!, 'soon gone');
  expect(codeOf(await remove(author, gone))).toBe('');
  const absent = (await act(stranger, encodePostId({ authorId: author!.userId, id: mintId() }))).body;
  const hidden = [await act(blocker, open!), await act(blocked, open!), await act(stranger, narrow!), await act(author, gone), await act(stranger, gone)];
  for (const answer of hidden) {
    expect(codeOf(answer)).toBe('NOT_FOUND');
    expect(answer.body).toBe(absent);
  }
  expect((await read(author, open!)).data?.post).toMatchObject({ text: 'for everybody', version: 1 });
});

test('an id that is not a post\'s is the id of no post', async () => {
  const bytes = Buffer.from(open!, 'base64url');
  const ofAnotherAuthor = Buffer.concat([bytes.subarray(0, 1), Buffer.from(stranger!.id, 'base64url').subarray(1), bytes.subarray(17)]).toString('base64url');
  const unknown = encodePostId({ authorId: mintId(), id: mintId() });
  const [absent, gone] = [(await read(author, unknown)).body, (await edit(author, unknown)).body];
  expect(absent).toBe('{"data":{"post":null}}\n');
  for (const id of ['', 'x', author!.id, comment!, ofAnotherAuthor, `${open}AAAA`, open!.slice(1), `${open}=`, 'x'.repeat(10_000), 'a\0', '\ud800']) {
    expect((await read(author, id)).body).toBe(absent);
    expect((await edit(author, id)).body).toBe(gone);
    expect(codeOf(await remove(author, id))).toBe('NOT_FOUND');
  }
});

test('a deleted post is gone at once, and takes its comments and reactions along', async () => {
  const [writer] = await app.world.people(['writer']);
  const post = await app.world.post(writer!, 'with comments');
  const kept = await app.world.post(writer!, 'stays');
  await app.world.post(writer!, 'not counted', 'FOLLOWERS');
  const top = await app.world.comment(stranger!, post, 'top');
  const reply = await app.world.comment(follower!, post, 'reply', top);
  await app.world.react(stranger!, post);
  await app.world.react(stranger!, reply, 'WOW');
  await app.settled();
  const { postId } = decodeCommentId(reply)!;
  const left = () => Promise.all(['comments', 'reactions'].map((name) => app.plaza.stores.mongo.collection(name).countDocuments({ postId })));
  expect(await left()).toEqual([2, 2]);
  const count = async () => (await app.client().get(UserPostsDocument, { username: writer!.username })).user?.postCount;
  expect(await count()).toBe(2);

  expect((await remove(writer, post)).data?.deletePost).toEqual({ deletedPostId: post, userErrors: [] });
  for (const who of [nobody, stranger, writer]) {
    expect((await read(who, post)).data?.post).toBeNull();
    expect((await clientOf(who).get(CommentDocument, { id: reply })).comment).toBeNull();
  }
  expect(codeOf(await remove(writer, post))).toBe('NOT_FOUND');
  await app.settled();
  expect(await count()).toBe(1);
  expect((await read(nobody, kept)).data?.post).not.toBeNull();
  expect(await left()).toEqual([0, 0]);
});

test('a repeated key takes effect once, and gives what came of it as it is now', async () => {
  const [writer] = await app.world.people(['writer']);
  const published = await Promise.all(Array.from({ length: 10 }, () => create(writer, { text: 'once', idempotencyKey: 'key' })));
  const ids = new Set(published.map(({ data }) => data?.createPost?.post?.id));
  expect(ids.size).toBe(1);
  const [id] = [...ids] as [string];
  const own = async () => (await app.client().get(UserPostsDocument, { username: writer!.username })).user?.posts.edges.map(({ node }) => node.text);
  expect(await own()).toEqual(['once']);

  expect((await edit(writer, id, 'key', 'twice')).data?.editPost?.post).toMatchObject({ text: 'twice', version: 2 });
  expect((await edit(writer, id, 'key', 'twice')).data?.editPost?.post).toMatchObject({ text: 'twice', version: 2 });
  expect((await edit(writer, id, undefined, 'thrice', 2)).data?.editPost?.post?.version).toBe(3);
  expect((await edit(writer, id, 'key', 'twice')).data?.editPost?.post).toMatchObject({ text: 'thrice', version: 3 });
  expect((await create(writer, { text: 'once', idempotencyKey: 'key' })).data?.createPost?.post).toMatchObject({ id, text: 'thrice' });

  for (let i = 0; i < 2; i++) expect((await remove(writer, id, 'key')).data?.deletePost).toEqual({ deletedPostId: id, userErrors: [] });
  expect((await create(writer, { text: 'once', idempotencyKey: 'key' })).data?.createPost).toEqual({ post: null, userErrors: [] });
  expect((await edit(writer, id, 'key', 'twice')).data?.editPost).toEqual({ post: null, userErrors: [] });
  expect(await own()).toEqual([]);
});

test('a key stands for one input of one person; what was refused is not kept', async () => {
  const [writer] = await app.world.people(['writer']);
  const id = (await create(writer, { text: 'one', idempotencyKey: 'key' })).data!.createPost!.post!.id;
  const others: CreatePostInput[] = [{ text: 'two' }, { text: 'one', visibility: 'FOLLOWERS' }, { text: 'one', media: [{ name: 'a' }] }];
  for (const input of others) expect(codeOf(await create(writer, { ...input, idempotencyKey: 'key' }))).toBe('CONFLICT IDEMPOTENCY_KEY_REUSED');
  expect((await create(stranger, { text: 'two', idempotencyKey: 'key' })).data?.createPost?.post?.text).toBe('two');
  await edit(writer, id, 'key', 'three');
  expect(codeOf(await edit(writer, id, 'key', 'four'))).toBe('CONFLICT IDEMPOTENCY_KEY_REUSED');
  expect(codeOf(await edit(writer, id, 'stale', 'five', 1))).toBe('CONFLICT STALE_VERSION');
  expect(codeOf(await edit(writer, id, 'stale', 'five', 2))).toBe('');
  expect((await create(writer, { text: ' ', idempotencyKey: 'refused' })).data?.createPost?.userErrors).toHaveLength(1);
  expect((await create(writer, { text: 'mended', idempotencyKey: 'refused' })).data?.createPost?.post?.text).toBe('mended');
  for (const idempotencyKey of ['', 'x'.repeat(201), 'čaj', 'a\nb']) {
    const { errors } = await create(writer, { text: 'x', idempotencyKey });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.idempotencyKey' });
  }
});
