import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodePostId, encodeCommentId } from '../../src/kernel/global-id.js';
import { mintId } from '../../src/kernel/ids.js';
import {
  CommentDocument,
  CreateCommentDocument,
  type CreateCommentInput,
  DeleteCommentDocument,
  DeletePostDocument,
  PostDocument,
  ThreadDocument,
} from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { GraphqlAnswer } from '../support/client.js';
import type { Person } from '../support/world.js';

let app: TestApp;
/** The follower follows the author; one person has blocked the author, another one is blocked by them. */
let [author, follower, stranger, blocker, blocked]: Person[] = [];
let [open, narrow]: string[] = [];
beforeAll(async () => {
  app = await startTestApp();
  [author, follower, stranger, blocker, blocked] = await app.world.people(['author', 'follower', 'stranger', 'blocker', 'blocked']);
  await app.world.follow(follower!, author!);
  await app.world.block(blocker!, author!);
  await app.world.block(author!, blocked!);
  open = await app.world.post(author!, 'for everybody');
  narrow = await app.world.post(author!, 'for those who follow', 'FOLLOWERS');
});
afterAll(() => app.close());

const clientOf = (who: Person | undefined) => who?.client ?? app.client();
const answer = (who: Person | undefined, input: CreateCommentInput) => clientOf(who).run(CreateCommentDocument, { input });
const remove = (who: Person | undefined, commentId: string, idempotencyKey?: string) =>
  clientOf(who).run(DeleteCommentDocument, { input: { commentId, idempotencyKey } });
const read = async (who: Person | undefined, id: string) => (await clientOf(who).get(CommentDocument, { id })).comment;
const topLevel = async (who: Person | undefined, postId: string) =>
  (await clientOf(who).get(ThreadDocument, { postId })).post?.comments.edges.map(({ node }) => node.id);
const codeOf = ({ errors }: GraphqlAnswer<unknown>) => errors.map(({ extensions: { code, reason } }) => (reason ? `${code} ${String(reason)}` : code)).join();
const refusals = (answered: Awaited<ReturnType<typeof answer>>) => answered.data?.createComment?.userErrors.map(({ code, field }) => `${field} ${code}`);
const nobody = undefined;

test('a comment stands under its post, or under what it answers', async () => {
  const top = (await answer(stranger, { postId: open!, text: `🙂 @${author!.username} #yes https://example.com` })).data!.createComment!;
  expect(top).toMatchObject({
    userErrors: [],
    comment: { author: { id: stranger!.id }, post: { id: open }, parent: null, depth: 1, isDeleted: false, replyCount: 0, reactionCount: 0, viewerReaction: null },
  });
  expect(top.comment!.facets).toMatchObject([
    { __typename: 'MentionFacet', start: 2, end: 3 + author!.username.length, user: { id: author!.id } },
    { __typename: 'HashtagFacet', tag: 'yes' },
    { __typename: 'LinkFacet', url: 'https://example.com' },
  ]);
  expect(await read(stranger, top.comment!.id)).toEqual(top.comment);
  const reply = (await answer(author, { postId: open!, parentCommentId: top.comment!.id, text: 'Thanks.' })).data!.createComment!.comment!;
  expect(reply).toMatchObject({ author: { id: author!.id }, post: { id: open }, parent: { id: top.comment!.id }, depth: 2, text: 'Thanks.' });
  expect(await read(author, reply.id)).toEqual(reply);
});

test('a comment obeys the rules of texts, counted in code points', async () => {
  const tries: [string, string[]][] = [
    ['', ['text BLANK']],
    [' \n', ['text BLANK']],
    ['🙂'.repeat(2_001), ['text TOO_LONG']],
    ['x'.repeat(100_000), ['text TOO_LONG']],
    ['a\0', ['text INVALID']],
    ['\ud800', ['text INVALID']],
    ['🙂'.repeat(2_000), []],
  ];
  for (const [text, expected] of tries) {
    const answered = await answer(stranger, { postId: open!, text });
    expect(refusals(answered)).toEqual(expected);
    expect(answered.data?.createComment?.comment === null).toBe(expected.length > 0);
  }
});

test('to answer one needs to sign in, and to see what is answered', async () => {
  expect(codeOf(await answer(nobody, { postId: open!, text: 'x' }))).toBe('UNAUTHENTICATED');
  const post = await app.world.post(author!, 'a thread');
  const ofStranger = await app.world.comment(stranger!, post, 'to be hidden');
  const below = await app.world.comment(follower!, post, 'hidden with it', ofStranger);
  const elsewhere = await app.world.comment(stranger!, open!, 'under another post');
  const leaf = await app.world.comment(follower!, post, 'soon gone');
  await remove(follower, leaf);
  const [foe] = await app.world.people(['foe']);
  await app.world.block(stranger!, foe!);
  const goneWithComment = await app.world.post(author!, 'soon gone');
  await author!.client.get(DeletePostDocument, { input: { postId: goneWithComment } });

  const absent = (await answer(stranger, { postId: 'x', text: 'x' })).body;
  const hidden = [
    await answer(blocker, { postId: open!, text: 'x' }),
    await answer(blocked, { postId: open!, text: 'x' }),
    await answer(stranger, { postId: narrow!, text: 'x' }),
    await answer(stranger, { postId: goneWithComment, text: 'x' }),
    await answer(stranger, { postId: author!.id, text: 'x' }),
    await answer(stranger, { postId: ofStranger, text: 'x' }),
    await answer(foe, { postId: post, parentCommentId: ofStranger, text: 'x' }),
    await answer(foe, { postId: post, parentCommentId: below, text: 'x' }),
    await answer(author, { postId: post, parentCommentId: elsewhere, text: 'x' }),
    await answer(author, { postId: post, parentCommentId: leaf, text: 'x' }),
    await answer(author, { postId: post, parentCommentId: '', text: 'x' }),
    await answer(author, { postId: post, parentCommentId: post, text: 'x' }),
    await answer(author, { postId: post, parentCommentId: absentComment(post), text: 'x' }),
  ];
  for (const answered of hidden) {
    expect(codeOf(answered)).toBe('NOT_FOUND');
    expect(answered.body).toBe(absent);
  }
  expect(codeOf(await answer(follower, { postId: narrow!, text: 'x' }))).toBe('');
});

test('a comment shows to those who see its post and everybody above it', async () => {
  const post = await app.world.post(author!, 'for followers', 'FOLLOWERS');
  const top = await app.world.comment(follower!, post, 'top');
  for (const who of [author, follower]) expect(await read(who, top)).not.toBeNull();
  for (const who of [nobody, stranger, blocker, blocked]) expect(await read(who, top)).toBeNull();
  for (const id of ['', 'x', post, author!.id, absentComment(post), `${top}A`, 'x'.repeat(10_000), '\0']) expect(await read(author, id)).toBeNull();
});

test('what the viewer can do is said with its reason', async () => {
  const top = await app.world.comment(stranger!, open!, 'top');
  const canDo = async (who: Person | undefined) => {
    const { viewerCanDelete, viewerCanReply, viewerCanReact } = (await read(who, top))!;
    return [viewerCanDelete, viewerCanReply, viewerCanReact].map(({ allowed, reason }) => (allowed ? reason === null : reason));
  };
  expect(await canDo(nobody)).toEqual(['SIGN_IN', 'SIGN_IN', 'SIGN_IN']);
  expect(await canDo(stranger)).toEqual([true, true, true]);
  // Whoever wrote the post has no say over what others write under it.
  expect(await canDo(author)).toEqual(['NOT_AUTHOR', true, true]);
  await app.world.comment(follower!, open!, 'below', top);
  await remove(stranger, top);
  await app.settled();
  expect(await canDo(nobody)).toEqual(['SIGN_IN', 'SIGN_IN', 'SIGN_IN']);
  for (const who of [stranger, author]) expect(await canDo(who)).toEqual(['DELETED', 'DELETED', 'DELETED']);
});

test('a thread is fifty deep at most', async () => {
  const post = await app.world.post(author!, 'deep');
  let deepest = await app.world.comment(author!, post, '1');
  for (let depth = 2; depth <= 50; depth++) deepest = await app.world.comment(depth % 2 ? author! : stranger!, post, String(depth), deepest);
  expect(await read(stranger, deepest)).toMatchObject({ depth: 50, viewerCanReply: { allowed: false, reason: 'TOO_DEEP' }, viewerCanReact: { allowed: true } });
  const answered = await answer(author, { postId: post, parentCommentId: deepest, text: '51' });
  expect(refusals(answered)).toEqual(['parentCommentId TOO_DEEP']);
  await app.settled();
  expect((await app.client().get(PostDocument, { id: post })).post?.commentCount).toBe(50);
});

test('whoever wrote a comment may delete it, and nobody else', async () => {
  const [foe] = await app.world.people(['foe']);
  await app.world.block(foe!, stranger!);
  const leaf = await app.world.comment(stranger!, open!, 'leaf');
  const other = await app.world.comment(stranger!, open!, 'other');
  expect(codeOf(await remove(nobody, leaf))).toBe('UNAUTHENTICATED');
  for (const who of [author, follower]) expect(codeOf(await remove(who, leaf))).toBe('FORBIDDEN NOT_AUTHOR');
  expect((await remove(stranger, leaf)).data?.deleteComment).toEqual({ deletedCommentId: leaf, userErrors: [] });
  for (const who of [nobody, stranger, author]) expect(await read(who, leaf)).toBeNull();
  expect(await topLevel(author, open!)).not.toContain(leaf);

  const absent = (await remove(stranger, absentComment(open!))).body;
  const hidden = [await remove(stranger, leaf), await remove(author, leaf), await remove(foe, other), await remove(blocked, other), await remove(blocker, other), await remove(stranger, 'x'), await remove(author, open!)];
  for (const answered of hidden) {
    expect(codeOf(answered)).toBe('NOT_FOUND');
    expect(answered.body).toBe(absent);
  }
});

test('one\'s own words can be taken back also where a block has hidden the place', async () => {
  const [host, guest] = await app.world.people(['host', 'guest']);
  const post = await app.world.post(host!, 'hosted');
  const words = await app.world.comment(guest!, post, 'regretted');
  await app.world.block(host!, guest!);
  expect(await read(guest, words)).toBeNull();
  expect(await read(stranger, words)).not.toBeNull();
  expect(codeOf(await remove(guest, words))).toBe('');
  expect(await read(stranger, words)).toBeNull();
});

test('a repeated key takes effect once', async () => {
  const post = await app.world.post(author!, 'keys');
  const input = { postId: post, text: 'once', idempotencyKey: 'comment' };
  const answers = await Promise.all(Array.from({ length: 10 }, () => answer(stranger, input)));
  expect(new Set(answers.map(({ data }) => data?.createComment?.comment?.id)).size).toBe(1);
  const id = answers[0]!.data!.createComment!.comment!.id;
  expect(await topLevel(nobody, post)).toEqual([id]);
  for (const change of [{ text: 'twice' }, { postId: open! }, { parentCommentId: id }]) {
    expect(codeOf(await answer(stranger, { ...input, ...change }))).toBe('CONFLICT IDEMPOTENCY_KEY_REUSED');
  }
  expect((await answer(follower, { ...input, text: 'mine' })).data?.createComment?.comment?.text).toBe('mine');
  for (let i = 0; i < 2; i++) expect((await remove(stranger, id, 'comment')).data?.deleteComment).toEqual({ deletedCommentId: id, userErrors: [] });
  expect(codeOf(await remove(stranger, absentComment(post), 'comment'))).toBe('CONFLICT IDEMPOTENCY_KEY_REUSED');
  expect((await answer(stranger, input)).data?.createComment).toEqual({ comment: null, userErrors: [] });
});

/** The id of a comment under a post that nobody has written. */
function absentComment(postId: string): string {
  const { authorId, id } = decodePostId(postId)!;
  return encodeCommentId({ postAuthorId: authorId, postId: id, id: mintId() });
}
