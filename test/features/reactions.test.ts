import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodePostId, encodePostId } from '../../src/kernel/global-id.js';
import { mintId } from '../../src/kernel/ids.js';
import {
  AddReactionDocument,
  CommentDocument,
  DeleteCommentDocument,
  DeletePostDocument,
  PostDocument,
  type ReactionKind,
  RemoveReactionDocument,
  ThreadDocument,
  UnblockUserDocument,
} from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { GraphqlAnswer } from '../support/client.js';
import { wrongCounters } from '../support/counters.js';
import type { Person } from '../support/world.js';

let app: TestApp;
/** The follower follows the author; one person has blocked the author, another one is blocked by them. */
let [author, follower, stranger, blocker, blocked]: Person[] = [];
beforeAll(async () => {
  app = await startTestApp();
  [author, follower, stranger, blocker, blocked] = await app.world.people(['author', 'follower', 'stranger', 'blocker', 'blocked']);
  await app.world.follow(follower!, author!);
  await app.world.block(blocker!, author!);
  await app.world.block(author!, blocked!);
});
afterAll(() => app.close());

const KINDS: ReactionKind[] = ['LIKE', 'LOVE', 'LAUGH', 'WOW', 'SAD', 'ANGRY'];
const clientOf = (who: Person | undefined) => who?.client ?? app.client();
const add = (who: Person | undefined, subjectId: string, kind: ReactionKind, idempotencyKey?: string) =>
  clientOf(who).run(AddReactionDocument, { input: { subjectId, kind, idempotencyKey } });
const remove = (who: Person | undefined, subjectId: string, idempotencyKey?: string) =>
  clientOf(who).run(RemoveReactionDocument, { input: { subjectId, idempotencyKey } });
const codeOf = ({ errors }: GraphqlAnswer<unknown>) => errors.map(({ extensions: { code, reason } }) => (reason ? `${code} ${String(reason)}` : code)).join();
const nobody = undefined;

interface Kind {
  readonly typename: 'Post' | 'Comment';
  make(): Promise<string>;
  read(id: string, who?: Person): Promise<{ reactionCount: number; reactionCounts: { kind: ReactionKind; count: number }[]; viewerReaction: ReactionKind | null } | null>;
}

const SUBJECTS: Kind[] = [
  {
    typename: 'Post',
    make: () => app.world.post(author!, 'react to this'),
    read: async (id, who) => (await clientOf(who).get(PostDocument, { id })).post,
  },
  {
    typename: 'Comment',
    make: async () => app.world.comment(author!, await app.world.post(author!, 'a thread'), 'react to this'),
    read: async (id, who) => (await clientOf(who).get(CommentDocument, { id })).comment,
  },
];

describe.each(SUBJECTS)('a reaction to a $typename', ({ typename, make, read }) => {
  test('shows to its person at once, and is counted for everybody', async () => {
    const id = await make();
    const { data } = await add(stranger, id, 'WOW');
    expect(data?.addReaction).toEqual({ subject: { __typename: typename, id, reactionCount: expect.any(Number), viewerReaction: 'WOW' }, viewerReaction: 'WOW', userErrors: [] });
    expect((await read(id, stranger))?.viewerReaction).toBe('WOW');
    await app.settled();
    for (const who of [nobody, author, follower]) {
      expect(await read(id, who)).toMatchObject({ reactionCount: 1, reactionCounts: [{ kind: 'WOW', count: 1 }], viewerReaction: null });
    }
  });

  test('takes the place of the one before; the same again changes nothing', async () => {
    const id = await make();
    for (const kind of ['LIKE', 'LOVE', 'LOVE', 'ANGRY', 'SAD', 'SAD'] as const) expect((await add(stranger, id, kind)).data?.addReaction?.viewerReaction).toBe(kind);
    await add(follower, id, 'SAD');
    await add(author, id, 'LIKE');
    await app.settled();
    expect(await read(id, stranger)).toMatchObject({
      reactionCount: 3,
      reactionCounts: [{ kind: 'LIKE', count: 1 }, { kind: 'SAD', count: 2 }],
      viewerReaction: 'SAD',
    });
  });

  test('is one per person, however many are sent at once', async () => {
    const id = await make();
    await Promise.all(KINDS.flatMap((kind) => [add(stranger, id, kind), add(follower, id, kind)]));
    await app.settled();
    const subject = await read(id, stranger);
    expect(subject?.reactionCount).toBe(2);
    expect(subject?.reactionCounts.map(({ kind }) => kind)).toContain(subject?.viewerReaction);
    expect(await wrongCounters(app)).toEqual([]);
  });

  test('can be taken back; where there is none that changes nothing', async () => {
    const id = await make();
    await add(stranger, id, 'LIKE');
    await add(follower, id, 'LIKE');
    for (let i = 0; i < 2; i++) {
      const { data } = await remove(stranger, id);
      expect(data?.removeReaction).toMatchObject({ subject: { __typename: typename, id, viewerReaction: null }, viewerReaction: null, userErrors: [] });
    }
    await remove(author, id);
    await app.settled();
    expect(await read(id, stranger)).toMatchObject({ reactionCount: 1, reactionCounts: [{ kind: 'LIKE', count: 1 }], viewerReaction: null });
    expect((await read(id, follower))?.viewerReaction).toBe('LIKE');
  });

  test('is for those who are signed in and see its subject; to all others that is absent', async () => {
    const id = await make();
    expect(codeOf(await add(nobody, id, 'LIKE'))).toBe('UNAUTHENTICATED');
    expect(codeOf(await remove(nobody, id))).toBe('UNAUTHENTICATED');
    const unknown = encodePostId({ authorId: author!.userId, id: mintId() });
    const absent = { add: (await add(stranger, unknown, 'LIKE')).body, remove: (await remove(stranger, unknown)).body };
    const hidden: [Person | undefined, string][] = [[blocker, id], [blocked, id], [stranger, author!.id], [stranger, ''], [stranger, `${id}A`], [stranger, 'x'.repeat(10_000)], [stranger, '\0']];
    for (const [who, subjectId] of hidden) {
      const answers = { add: await add(who, subjectId, 'LIKE'), remove: await remove(who, subjectId) };
      for (const answer of Object.values(answers)) expect(codeOf(answer)).toBe('NOT_FOUND');
      expect({ add: answers.add.body, remove: answers.remove.body }).toEqual(absent);
    }
  });

  test('takes effect once per key', async () => {
    const id = await make();
    await Promise.all(Array.from({ length: 5 }, () => add(stranger, id, 'LIKE', `add ${id}`)));
    expect(codeOf(await add(stranger, id, 'LOVE', `add ${id}`))).toBe('CONFLICT IDEMPOTENCY_KEY_REUSED');
    expect((await read(id, stranger))?.viewerReaction).toBe('LIKE');
    await remove(stranger, id, `remove ${id}`);
    expect((await add(stranger, id, 'LIKE', `add ${id}`)).data?.addReaction).toMatchObject({ subject: { id }, viewerReaction: null });
    await add(stranger, id, 'SAD');
    expect((await remove(stranger, id, `remove ${id}`)).data?.removeReaction).toMatchObject({ subject: { id }, viewerReaction: 'SAD' });
    expect(codeOf(await remove(stranger, await make(), `remove ${id}`))).toBe('CONFLICT IDEMPOTENCY_KEY_REUSED');
  });
});

test('every kind is counted for itself, in the order of kinds', async () => {
  const id = await app.world.post(author!, 'all kinds');
  const people = await app.world.people(KINDS.map((kind) => kind.toLowerCase()));
  await Promise.all(people.map((person, i) => add(person, id, KINDS[i]!)));
  await app.settled();
  const { post } = await people[3]!.client.get(PostDocument, { id });
  expect(post).toMatchObject({ reactionCount: 6, reactionCounts: KINDS.map((kind) => ({ kind, count: 1 })), viewerReaction: 'WOW' });
  const { status, errors } = await add(stranger, id, 'HATE' as ReactionKind);
  expect([status, errors[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
});

test('a post for followers takes the reactions of those who follow', async () => {
  const id = await app.world.post(author!, 'narrow', 'FOLLOWERS');
  expect(codeOf(await add(stranger, id, 'LIKE'))).toBe('NOT_FOUND');
  for (const who of [follower, author]) expect((await add(who, id, 'LIKE')).data?.addReaction?.viewerReaction).toBe('LIKE');
});

test('a tombstone takes no reactions, and has lost those that it had', async () => {
  const post = await app.world.post(author!, 'a thread');
  const comment = await app.world.comment(author!, post, 'soon gone');
  await app.world.comment(follower!, post, 'stays', comment);
  await add(stranger, comment, 'LIKE');
  await author!.client.get(DeleteCommentDocument, { input: { commentId: comment } });
  await app.settled();
  expect(codeOf(await add(stranger, comment, 'LIKE'))).toBe('FORBIDDEN DELETED');
  expect((await remove(stranger, comment)).data?.removeReaction).toMatchObject({ subject: { id: comment, reactionCount: 0 }, viewerReaction: null });
});

test('what is gone has no reactions to come back to', async () => {
  const post = await app.world.post(author!, 'soon gone');
  const comment = await app.world.comment(follower!, post, 'with it');
  await add(stranger, post, 'LIKE');
  await add(stranger, comment, 'LIKE', 'before');
  await author!.client.get(DeletePostDocument, { input: { postId: post } });
  for (const id of [post, comment]) {
    expect(codeOf(await add(stranger, id, 'LIKE'))).toBe('NOT_FOUND');
    expect(codeOf(await remove(stranger, id))).toBe('NOT_FOUND');
  }
  expect((await add(stranger, comment, 'LIKE', 'before')).data?.addReaction).toEqual({ subject: null, viewerReaction: null, userErrors: [] });
  await app.settled();
  const { id } = decodePostId(post)!;
  expect(await app.plaza.stores.mongo.collection('reactions').countDocuments({ postId: id })).toBe(0);
});

test('a block hides what one has said, and gives it back when it ends', async () => {
  const post = await app.world.post(author!, 'parted');
  const [fan] = await app.world.people(['fan']);
  const comment = await app.world.comment(stranger!, post, 'by a stranger');
  await add(fan, comment, 'LOVE');
  await app.world.block(stranger!, fan!);
  expect(codeOf(await add(fan, comment, 'LIKE'))).toBe('NOT_FOUND');
  expect((await fan!.client.get(ThreadDocument, { postId: post })).post?.comments.edges).toEqual([]);
  await stranger!.client.get(UnblockUserDocument, { input: { userId: fan!.id } });
  expect((await fan!.client.get(ThreadDocument, { postId: post })).post?.comments.edges[0]?.node.viewerReaction).toBe('LOVE');
});
