import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CommentDocument, DeleteCommentDocument, PostDocument, RepliesDocument, ThreadDocument, UnblockUserDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { wrongCounters } from '../support/counters.js';
import type { Person } from '../support/world.js';

let app: TestApp;
let [author, ann, bob, cat]: Person[] = [];
beforeAll(async () => {
  app = await startTestApp();
  [author, ann, bob, cat] = await app.world.people(['author', 'ann', 'bob', 'cat']);
});
afterAll(() => app.close());

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly startCursor: string | null; readonly endCursor: string | null };
}

const clientOf = (who: Person | undefined) => who?.client ?? app.client();
const read = async (id: string, who?: Person) => (await clientOf(who).get(CommentDocument, { id })).comment;
const thread = async (postId: string, who?: Person, args: { first?: number; after?: string | null } = {}) =>
  (await clientOf(who).get(ThreadDocument, { postId, ...args })).post!.comments;
const replies = async (commentId: string, who?: Person, args: { first?: number; after?: string | null } = {}) =>
  (await clientOf(who).get(RepliesDocument, { commentId, ...args })).comment!.replies;
const remove = async (who: Person, commentId: string) => {
  await who.client.get(DeleteCommentDocument, { input: { commentId } });
  await app.settled();
};
const idsOf = (page: Page) => page.edges.map(({ node }) => node.id);

/** Follows a list to its end by the cursors that it gives. */
async function allPages(next: (after: string | null) => Promise<Page>): Promise<Page[]> {
  const pages: Page[] = [];
  for (let after: string | null = null; pages.length < 30; after = pages.at(-1)!.pageInfo.endCursor) {
    pages.push(await next(after));
    if (!pages.at(-1)!.pageInfo.hasNextPage) return pages;
  }
  throw new Error('The list has no end.');
}

test('a deleted comment stays without text and author while something below it lives', async () => {
  const post = await app.world.post(author!, 'a thread');
  const top = await app.world.comment(ann!, post, `top by @${ann!.username} #secret`);
  const reply = await app.world.comment(bob!, post, 'reply', top);
  await app.world.react(cat!, top, 'LOVE');
  await app.settled();
  expect(await read(top)).toMatchObject({ reactionCount: 1, replyCount: 1 });
  await remove(ann!, top);
  expect(await read(top)).toMatchObject({ isDeleted: true, text: null, author: null, facets: [], replyCount: 1, reactionCount: 0, reactionCounts: [] });
  expect(idsOf(await thread(post))).toEqual([top]);
  expect(await read(reply)).toMatchObject({ parent: { id: top }, text: 'reply' });
  const { body } = await ann!.client.run(ThreadDocument, { postId: post });
  for (const word of [ann!.username, 'secret']) expect(body).not.toContain(word);
  const again = await ann!.client.run(DeleteCommentDocument, { input: { commentId: top } });
  expect(again.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'DELETED' });
  const answered = await cat!.client.query('mutation($input: CreateCommentInput!) { createComment(input: $input) { comment { id } } }', { input: { postId: post, parentCommentId: top, text: 'x' } });
  expect(answered.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'DELETED' });

  await remove(bob!, reply);
  for (const id of [top, reply]) expect(await read(id)).toBeNull();
  expect(idsOf(await thread(post))).toEqual([]);
});

test('what is counted are living comments: at any depth for a post, direct ones for a comment', async () => {
  const post = await app.world.post(author!, 'counted');
  const top = await app.world.comment(ann!, post, 'top');
  const mid = await app.world.comment(bob!, post, 'mid', top);
  const low = await app.world.comment(cat!, post, 'low', mid);
  await app.world.comment(cat!, post, 'beside', top);
  const counts = async () => [
    (await app.client().get(PostDocument, { id: post })).post?.commentCount,
    (await read(top))?.replyCount ?? null,
    (await read(mid))?.replyCount ?? null,
  ];
  await app.settled();
  expect(await counts()).toEqual([4, 2, 1]);
  await remove(bob!, mid);
  expect(await counts()).toEqual([3, 1, 1]);
  await remove(ann!, top);
  expect(await counts()).toEqual([2, 1, 1]);
  // The last living thing below the middle takes its tombstone along; the top one still has another answer.
  await remove(cat!, low);
  expect(await counts()).toEqual([1, 1, null]);
  expect(idsOf(await replies(top))).toHaveLength(1);
  expect(await wrongCounters(app)).toEqual([]);
});

test('a block hides a person\'s comments and all that stands below them, from both', async () => {
  const post = await app.world.post(author!, 'parted');
  const top = await app.world.comment(cat!, post, 'top');
  const mid = await app.world.comment(ann!, post, 'mid', top);
  const low = await app.world.comment(cat!, post, 'low', mid);
  const beside = await app.world.comment(cat!, post, 'beside', top);
  const other = await app.world.comment(bob!, post, 'other');
  await app.world.block(ann!, bob!);
  await app.settled();

  expect(idsOf(await thread(post, bob))).toEqual([top, other]);
  expect(idsOf(await replies(top, bob))).toEqual([beside]);
  for (const id of [mid, low]) expect(await read(id, bob)).toBeNull();
  expect(idsOf(await thread(post, ann))).toEqual([top]);
  expect(idsOf(await replies(top, ann))).toEqual([mid, beside]);
  expect(await read(other, ann)).toBeNull();
  for (const who of [undefined, cat, author]) expect(idsOf(await replies(top, who))).toEqual([mid, beside]);
  // Counts are the same for everyone.
  for (const who of [undefined, ann, bob]) {
    expect((await clientOf(who).get(PostDocument, { id: post })).post?.commentCount).toBe(5);
    expect((await read(top, who))?.replyCount).toBe(2);
  }

  // A tombstone in between has no author any more, but what hangs below it stays hidden.
  await remove(ann!, mid);
  expect(await read(low, bob)).toBeNull();
  expect(await read(low, cat)).not.toBeNull();

  await ann!.client.get(UnblockUserDocument, { input: { userId: bob!.id } });
  expect(await read(low, bob)).not.toBeNull();
  expect(idsOf(await thread(post, ann))).toEqual([top, other]);
});

test('a thread pages from the oldest on, and gives each comment exactly once', async () => {
  const post = await app.world.post(author!, 'long');
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) ids.push(await app.world.comment([ann!, bob!, cat!][i % 3]!, post, String(i)));
  await app.world.comment(ann!, post, 'below', ids[0]);
  for (const first of [1, 2, 3, 7, 8]) {
    const pages = await allPages((after) => thread(post, undefined, { first, after }));
    expect(pages.flatMap(idsOf)).toEqual(ids);
    expect(pages).toHaveLength(Math.ceil(7 / first));
    pages.forEach(({ edges, pageInfo }, i) => {
      expect(pageInfo).toEqual({ hasNextPage: i < pages.length - 1, hasPreviousPage: i > 0, startCursor: edges[0]!.cursor, endCursor: edges.at(-1)!.cursor });
    });
  }
  const { edges } = await thread(post);
  for (const [i, { cursor }] of edges.entries()) expect(idsOf(await thread(post, cat, { after: cursor }))).toEqual(ids.slice(i + 1));
});

test('answers to a comment page in the same way', async () => {
  const post = await app.world.post(author!, 'long below');
  const top = await app.world.comment(ann!, post, 'top');
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.push(await app.world.comment([ann!, bob!, cat!][i % 3]!, post, String(i), top));
  const pages = await allPages((after) => replies(top, undefined, { first: 2, after }));
  expect(pages.map(idsOf)).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  const whole = await app.client().get(RepliesDocument, { commentId: top });
  for (const { node } of whole.comment!.replies.edges) expect(node).toMatchObject({ depth: 2, parent: { id: top }, post: { id: post } });
});

test('a cursor stays valid when its comment is deleted, and in every thread', async () => {
  const post = await app.world.post(author!, 'changing');
  const ids: string[] = [];
  for (let i = 0; i < 4; i++) ids.push(await app.world.comment(ann!, post, String(i)));
  const { endCursor } = (await thread(post, undefined, { first: 2 })).pageInfo;
  await remove(ann!, ids[1]!);
  expect(idsOf(await thread(post, undefined, { first: 2, after: endCursor }))).toEqual(ids.slice(2));
  const late = await app.world.comment(bob!, post, 'late');
  expect(idsOf(await thread(post, undefined, { first: 9, after: endCursor }))).toEqual([...ids.slice(2), late]);
  expect(idsOf(await thread(await app.world.post(author!, 'empty'), undefined, { after: endCursor }))).toEqual([]);
});

test('where the rules take many away a page comes back short, says that there is more, and nothing is lost', async () => {
  const [loud, picky] = await app.world.people(['loud', 'picky']);
  const post = await app.world.post(author!, 'noisy');
  const top = await app.world.comment(ann!, post, 'first');
  const all: [string[], string[]] = [[top], []];
  for (let i = 0; i < 8; i++) {
    await app.world.comment(loud!, post, 'noise');
    await app.world.comment(loud!, post, 'noise', top);
  }
  all[0].push(await app.world.comment(bob!, post, 'last'));
  all[1].push(await app.world.comment(bob!, post, 'last', top));
  await app.world.block(picky!, loud!);
  for (const [i, list] of [thread.bind(null, post), replies.bind(null, top)].entries()) {
    for (const first of [1, 2, 3, 20]) {
      const pages = await allPages((after) => list(picky, { first, after }));
      expect(pages.flatMap(idsOf)).toEqual(all[i]);
    }
    // Three tries with one row each: the end lies beyond the last edge.
    const pages = await allPages((after) => list(picky, { first: 1, after }));
    const short = pages.filter(({ edges }) => edges.length === 0);
    expect(short.length).toBeGreaterThan(0);
    for (const { pageInfo } of short) expect(pageInfo).toMatchObject({ hasNextPage: true, endCursor: expect.any(String) });
  }
});

test.each([
  [{ first: 0 }, 'first'],
  [{ first: 101 }, 'first'],
  [{ first: -1 }, 'first'],
  [{ after: 'nonsense' }, 'after'],
  [{ after: '' }, 'after'],
  [{ after: 'x'.repeat(100) }, 'after'],
])('a page that makes no sense is BAD_USER_INPUT (%j)', async (args, argument) => {
  const post = await app.world.post(author!, 'x');
  const commentId = await app.world.comment(ann!, post, 'x');
  for (const { errors } of [await app.client().run(ThreadDocument, { postId: post, ...args }), await app.client().run(RepliesDocument, { commentId, ...args })]) {
    expect(errors).toHaveLength(1);
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  }
});
