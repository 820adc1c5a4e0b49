import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CreatePostDocument, type CreatePostInput, EditPostDocument, PostDocument, UserFeedDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/world.js';

let app: TestApp;
let author: Person;
beforeAll(async () => {
  app = await startTestApp();
  author = await app.world.person('author');
});
afterAll(() => app.close());

const create = async (input: CreatePostInput, who = author) => (await who.client.get(CreatePostDocument, { input })).createPost!;
const created = async (input: CreatePostInput, who = author) => {
  const { post, userErrors } = await create(input, who);
  expect(userErrors).toEqual([]);
  return post!;
};
const edit = async (postId: string, expectedVersion: number, text: string | null) =>
  (await author.client.get(EditPostDocument, { input: { postId, expectedVersion, text } })).editPost!;
const read = async (id: string, who?: Person) => (await (who?.client ?? app.client()).get(PostDocument, { id })).post;
const refusals = (payload: { userErrors: { code: string; field: string | null }[] }) => payload.userErrors.map(({ code, field }) => `${field} ${code}`);
/** What stands where a facet says. */
const said = ({ text, facets }: { text: string | null; facets: { start: number; end: number }[] }) =>
  facets.map(({ start, end }) => Array.from(text!).slice(start, end).join(''));

test('a post shows what its author wrote, in the payload as to everybody', async () => {
  const before = Date.now();
  const post = await created({ text: ' Two lines,\nkept as they are. ' });
  expect(post).toMatchObject({
    author: { id: author.id, username: author.username },
    text: ' Two lines,\nkept as they are. ',
    facets: [],
    media: [],
    visibility: 'PUBLIC',
    editedAt: null,
    version: 1,
    commentCount: 0,
    reactionCount: 0,
    reactionCounts: [],
    viewerReaction: null,
  });
  expect(new Date(post.createdAt).getTime()).toBeGreaterThanOrEqual(before);
  expect(new Date(post.createdAt).getTime()).toBeLessThanOrEqual(Date.now());
  expect(await read(post.id, author)).toEqual(post);
  const { viewerCanEdit: _e, viewerCanDelete: _d, viewerCanComment: _c, viewerCanReact: _r, viewerCanRepost: _p, ...same } = post;
  expect(await read(post.id)).toMatchObject(same);
});

test('mentions, hashtags and links are ranges of code points, emoji before them or not', async () => {
  const [friend] = await app.world.people(['Friend']);
  const text = `👩‍🚀🙂 Hi @${friend!.username.toUpperCase()}, see #Plaza_2026, @nobody_here and https://example.com/a?b=1.`;
  const post = await created({ text });
  expect(said(post)).toEqual([`@${friend!.username.toUpperCase()}`, '#Plaza_2026', 'https://example.com/a?b=1']);
  expect(post.facets).toMatchObject([
    { __typename: 'MentionFacet', start: 8, user: { id: friend!.id, username: friend!.username } },
    { __typename: 'HashtagFacet', tag: 'Plaza_2026' },
    { __typename: 'LinkFacet', url: 'https://example.com/a?b=1' },
  ]);
  expect((await read(post.id))?.facets).toEqual(post.facets);
});

test('a mention keeps its place, but not its name, for a viewer who may not know of the person', async () => {
  const [friend, blocked] = await app.world.people(['friend', 'blocked']);
  await app.world.block(friend!, blocked!);
  const post = await created({ text: `Hi @${friend!.username} and @${blocked!.username}` });
  const mentioned = async (who?: Person) => (await read(post.id, who))!.facets.map((facet) => facet.__typename === 'MentionFacet' && facet.user?.id);
  expect(await mentioned()).toEqual([friend!.id, blocked!.id]);
  expect(await mentioned(blocked)).toEqual([undefined, blocked!.id]);
  expect(await mentioned(friend)).toEqual([friend!.id, undefined]);
});

test('media need no text; a blank one is none, and so is a blank alt text', async () => {
  const media = [{ name: 'b.jpg', altText: 'A boat' }, { name: 'a.jpg', altText: ' ' }, { name: 'b.jpg' }];
  const shown = [{ name: 'b.jpg', altText: 'A boat' }, { name: 'a.jpg', altText: null }, { name: 'b.jpg', altText: null }];
  expect(await created({ media })).toMatchObject({ text: null, facets: [], media: shown });
  expect(await created({ media, text: ' \n ' })).toMatchObject({ text: null });
  expect(await created({ media, text: 'Look!' })).toMatchObject({ text: 'Look!', media: shown });
});

test('lengths are counted in code points', async () => {
  expect((await created({ text: '🙂'.repeat(5_000) })).text).toHaveLength(10_000);
  expect(refusals(await create({ text: '🙂'.repeat(5_001) }))).toEqual(['text TOO_LONG']);
  await created({ media: [{ name: '🙂'.repeat(255), altText: '🙂'.repeat(1_500) }] });
});

const REFUSED: [CreatePostInput, string[]][] = [
  [{}, ['text BLANK']],
  [{ text: null, media: null }, ['text BLANK']],
  [{ text: ' \n\t', media: [] }, ['text BLANK']],
  [{ text: 'x'.repeat(5_001) }, ['text TOO_LONG']],
  [{ text: 'a\0b' }, ['text INVALID']],
  [{ text: 'a\ud800b' }, ['text INVALID']],
  [{ media: Array.from({ length: 5 }, () => ({ name: 'a' })) }, ['media TOO_MANY']],
  [{ media: [{ name: ' ' }] }, ['media BLANK']],
  [{ media: [{ name: 'x'.repeat(256) }] }, ['media TOO_LONG']],
  [{ media: [{ name: 'a', altText: 'x'.repeat(1_501) }] }, ['media TOO_LONG']],
  [{ media: [{ name: 'a\0' }] }, ['media INVALID']],
  [{ media: [{ name: 'a', altText: '\udc00' }] }, ['media INVALID']],
  [{ text: 'a\0b', media: [{ name: '' }, { name: 'b', altText: 'b\0' }] }, ['text INVALID', 'media BLANK', 'media INVALID']],
];

test('what breaks rules is refused with all of them at once, and nothing of it is published', async () => {
  const [careless] = await app.world.people(['careless']);
  for (const [input, expected] of REFUSED) {
    const payload = await create(input, careless);
    expect([input, refusals(payload)]).toEqual([input, expected]);
    expect(payload.post).toBeNull();
    for (const error of payload.userErrors) expect(error.message).not.toBe('');
  }
  expect((await app.client().get(UserFeedDocument, { userId: careless!.id })).userFeed?.edges).toEqual([]);
});

test('an edit changes the text and what it means, and nothing else', async () => {
  const [friend] = await app.world.people(['friend']);
  const post = await created({ text: `Hi @${friend!.username}`, media: [{ name: 'a.jpg' }] });
  const { post: edited, userErrors } = await edit(post.id, 1, 'No #longer');
  expect(userErrors).toEqual([]);
  expect(edited).toEqual({ ...post, text: 'No #longer', facets: [{ __typename: 'HashtagFacet', start: 3, end: 10, tag: 'longer' }], version: 2, editedAt: edited!.editedAt });
  expect(new Date(edited!.editedAt!) >= new Date(post.createdAt)).toBe(true);
  expect(await read(post.id, author)).toEqual(edited);
  expect((await edit(post.id, 2, ' ')).post).toMatchObject({ text: null, facets: [], version: 3, media: post.media });
});

test('an edit obeys the rules of a new text', async () => {
  const post = await created({ text: 'Hello' });
  expect(refusals(await edit(post.id, 1, null))).toEqual(['text BLANK']);
  expect(refusals(await edit(post.id, 1, ' '))).toEqual(['text BLANK']);
  expect(refusals(await edit(post.id, 1, '🙂'.repeat(5_001)))).toEqual(['text TOO_LONG']);
  expect(refusals(await edit(post.id, 1, '\0'))).toEqual(['text INVALID']);
  expect(await read(post.id, author)).toEqual(post);
});

test('of two editors who have seen the same version one is told to read again', async () => {
  const post = await created({ text: 'Hello' });
  const tries = ['one', 'two', 'three', 'four'].map((text) => author.client.run(EditPostDocument, { input: { postId: post.id, expectedVersion: 1, text } }));
  const answers = await Promise.all(tries);
  const winners = answers.filter(({ errors }) => errors.length === 0);
  expect(winners).toHaveLength(1);
  expect(await read(post.id, author)).toEqual(winners[0]!.data!.editPost!.post);
  for (const { data, errors } of answers.filter((each) => each !== winners[0])) {
    expect(data).toEqual({ editPost: null });
    expect(errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', reason: 'STALE_VERSION' });
  }
  for (const expectedVersion of [0, 1, 3, -1]) {
    const { errors } = await author.client.run(EditPostDocument, { input: { postId: post.id, expectedVersion, text: 'x' } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', reason: 'STALE_VERSION' });
  }
});

test('an input that the schema does not know is BAD_USER_INPUT', async () => {
  const asked = [
    { visibility: 'NOBODY', text: 'x' },
    { visibility: null, text: 'x' },
    { text: 5 },
    { text: 'x', media: [{ altText: 'no name' }] },
    { text: 'x', authorId: author.id },
  ];
  for (const input of asked) {
    const { status, errors } = await author.client.run(CreatePostDocument, { input: input as CreatePostInput });
    expect([status, errors.map((error) => error.extensions.code)]).toEqual([400, ['BAD_USER_INPUT']]);
  }
});
