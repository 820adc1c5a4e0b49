import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodePostId } from '../../src/kernel/global-id.js';
import { addTagsToPosts, type PostRow } from '../../src/modules/posts/index.js';
import { DeletePostDocument, EditPostDocument, FollowedTagsDocument, FollowTagDocument, TagFeedDocument, UnfollowTagDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { GraphqlAnswer } from '../support/client.js';
import type { Person } from '../support/world.js';

let app: TestApp;
let author: Person, follower: Person, stranger: Person, blocker: Person, blocked: Person, muter: Person;
beforeAll(async () => {
  app = await startTestApp();
  [author, follower, stranger, blocker, blocked, muter] = (await app.world.people(['author', 'follower', 'stranger', 'blocker', 'blocked', 'muter'])) as [Person, Person, Person, Person, Person, Person];
  await app.world.follow(follower, author);
  await app.world.block(blocker, author);
  await app.world.block(author, blocked);
  await muter.client.query('mutation ($id: ID!) { muteUser(input: { userId: $id }) { userErrors { code } } }', { id: author.id });
});
afterAll(() => app.close());

const nobody = undefined;
let count = 0;
/** A tag that nothing else in this file has. */
const newTag = () => `tag_${++count}`;
const feed = async (who: Person | undefined, tag: string, first = 20): Promise<string[]> => {
  const found: string[] = [];
  let after: string | null = null;
  for (let more = true; more; ) {
    const page: { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } } = (await (who?.client ?? app.client()).get(TagFeedDocument, { tag, first, after })).tagFeed;
    found.push(...page.edges.map(({ node }) => node.id));
    more = page.pageInfo.hasNextPage;
    after = page.pageInfo.endCursor ?? null;
  }
  return found;
};
const codeOf = ({ errors }: GraphqlAnswer<unknown>) => errors.map(({ extensions: { code } }) => code).join();

describe('the feed of a tag', () => {
  test('has the public posts with it, the newest first, in whatever spelling they and the question name it', async () => {
    const tag = newTag();
    const first = await app.world.post(author, `I drink #${tag}, and #${tag} again`);
    const second = await app.world.post(stranger, `#${tag.toUpperCase()}`);
    const third = await app.world.post(author, `#ｔａｇ_${tag.slice(4)}`);
    await app.world.post(author, `${tag} is no hashtag, nor is x#${tag}, and #${tag}x is another`);
    for (const spelling of [tag, `#${tag}`, tag.toUpperCase(), `#ＴＡＧ_${tag.slice(4)}`, `${tag}\uFE0F`]) expect(await feed(nobody, spelling)).toEqual([third, second, first]);
    expect(await feed(nobody, `${tag}y`)).toEqual([]);
  });

  test('shows to each viewer what they may see, and of the public posts alone', async () => {
    const tag = newTag();
    const open = await app.world.post(author, `open #${tag}`);
    const narrow = await app.world.post(author, `narrow #${tag}`, 'FOLLOWERS');
    const gone = await app.world.post(author, `gone #${tag}`);
    await author.client.get(DeletePostDocument, { input: { postId: gone } });
    for (const who of [nobody, author, follower, stranger, muter]) expect(await feed(who, tag)).toEqual([open]);
    for (const who of [blocker, blocked]) expect(await feed(who, tag)).toEqual([]);
    expect(narrow).not.toBe(open);
  });

  test('has the posts of a private account for those alone who follow it', async () => {
    const tag = newTag();
    const [shy, fan] = (await app.world.people(['shy', 'fan'])) as [Person, Person];
    await app.world.follow(fan, shy);
    const post = await app.world.post(shy, `hidden #${tag}`);
    expect(await feed(nobody, tag)).toEqual([post]);
    await app.world.makePrivate(shy);
    for (const who of [shy, fan]) expect(await feed(who, tag)).toEqual([post]);
    for (const who of [nobody, stranger]) expect(await feed(who, tag)).toEqual([]);
    await app.world.makePrivate(shy, false);
    expect(await feed(stranger, tag)).toEqual([post]);
  });

  test('follows what an edit adds and takes away', async () => {
    const [one, other] = [newTag(), newTag()];
    const postId = await app.world.post(author, `about #${one}`);
    const where = async () => [await feed(nobody, one), await feed(nobody, other)].map((ids) => ids.includes(postId));
    const edit = async (text: string, expectedVersion: number) => expect((await author.client.get(EditPostDocument, { input: { postId, text, expectedVersion } })).editPost?.userErrors).toEqual([]);
    expect(await where()).toEqual([true, false]);
    await edit(`about #${one} and #${other}`, 1);
    expect(await where()).toEqual([true, true]);
    await edit(`about #${other}`, 2);
    expect(await where()).toEqual([false, true]);
    await edit('about nothing', 3);
    expect(await where()).toEqual([false, false]);
    expect(await app.plaza.stores.mongo.collection('posts').countDocuments({ _id: decodePostId(postId)!.id as never, tags: { $exists: true } })).toBe(0);
  });

  test('pages through, at every size, past what the viewer may not see', async () => {
    const tag = newTag();
    const posts: string[] = [];
    for (let i = 0; i < 7; i++) {
      posts.unshift(await app.world.post(stranger, `seen ${i} #${tag}`));
      for (let n = 0; n < i % 3; n++) await app.world.post(blocker, `unseen ${i} #${tag}`);
    }
    for (const first of [1, 2, 3, 7, 20]) expect(await feed(author, tag, first)).toEqual(posts);
  });

  test.each([
    ['nothing', ''],
    ['a sign alone', '#'],
    ['two words', 'two words'],
    ['two signs', '##tag'],
    ['too long', 'a'.repeat(101)],
    ['far too long', 'a'.repeat(100_000)],
    ['a control character', '\0'],
    ['what comes to a fraction', '½'],
  ])('refuses what is no tag, by the argument\'s name: %s', async (_, tag) => {
    const answer = await stranger.client.run(TagFeedDocument, { tag });
    expect([codeOf(answer), answer.errors[0]!.extensions['argument']]).toEqual(['BAD_USER_INPUT', 'tag']);
  });
});

describe('following tags', () => {
  const follow = (who: Person, tag: string, idempotencyKey?: string) => who.client.run(FollowTagDocument, { input: { tag, idempotencyKey } });
  const unfollow = async (who: Person, tag: string) => (await who.client.get(UnfollowTagDocument, { input: { tag } })).unfollowTag;
  const followed = async (who: Person) => (await who.client.get(FollowedTagsDocument, {})).viewer?.followedTags;

  test('keeps each tag once, whatever its spelling, the latest first, until it is unfollowed', async () => {
    const [reader] = (await app.world.people(['reader'])) as [Person];
    expect((await follow(reader, '#Tea')).data?.followTag).toEqual({ tag: 'tea', followedTags: ['tea'], userErrors: [] });
    expect((await follow(reader, 'CAFE\u0301')).data?.followTag).toEqual({ tag: 'caf\u00e9', followedTags: ['caf\u00e9', 'tea'], userErrors: [] });
    expect((await follow(reader, 'ＴＥＡ')).data?.followTag).toEqual({ tag: 'tea', followedTags: ['caf\u00e9', 'tea'], userErrors: [] });
    expect(await followed(reader)).toEqual(['caf\u00e9', 'tea']);
    for (let i = 0; i < 2; i++) expect(await unfollow(reader, 'tea')).toEqual({ tag: 'tea', followedTags: ['caf\u00e9'], userErrors: [] });
    expect(await followed(stranger)).toEqual([]);
    expect(codeOf(await app.client().run(FollowTagDocument, { input: { tag: 'tea' } }))).toBe('UNAUTHENTICATED');
  });

  test('refuses what is no tag', async () => {
    for (const tag of ['', '#', 'two words', 'a'.repeat(101), '\0']) {
      expect((await follow(stranger, tag)).data?.followTag).toMatchObject({ tag: null, followedTags: null, userErrors: [{ code: 'INVALID', field: 'tag' }] });
      expect(await unfollow(stranger, tag)).toMatchObject({ tag: null, userErrors: [{ code: 'INVALID', field: 'tag' }] });
    }
  });

  test('takes effect once per key', async () => {
    const [reader] = (await app.world.people(['reader'])) as [Person];
    await follow(reader, 'tea', 'one');
    await unfollow(reader, 'tea');
    expect((await follow(reader, 'tea', 'one')).data?.followTag).toEqual({ tag: 'tea', followedTags: [], userErrors: [] });
    expect(codeOf(await follow(reader, 'coffee', 'one'))).toBe('CONFLICT');
  });

  test('has an end at a hundred, of twenty at once as well', async () => {
    const [reader] = (await app.world.people(['reader'])) as [Person];
    for (let i = 0; i < 96; i += 16) await Promise.all(Array.from({ length: 16 }, (_, n) => follow(reader, `many_${i + n}`)));
    const atOnce = await Promise.all(Array.from({ length: 20 }, (_, i) => follow(reader, `more_${i}`)));
    expect(atOnce.filter(({ data }) => data?.followTag?.tag)).toHaveLength(4);
    for (const { data } of atOnce.filter((each) => !each.data?.followTag?.tag)) expect(data?.followTag?.userErrors).toEqual([expect.objectContaining({ code: 'TOO_MANY', field: 'tag' })]);
    expect(await followed(reader)).toHaveLength(100);
    // What is followed already may be followed once more, and what makes room lets another in.
    expect((await follow(reader, 'many_0')).data?.followTag?.userErrors).toEqual([]);
    await unfollow(reader, 'many_0');
    expect((await follow(reader, 'the_last')).data?.followTag?.followedTags?.[0]).toBe('the_last');
  });
});

test('posts from before there were tags get theirs by the migration, which comes to the same end twice', async () => {
  const tag = newTag();
  const old = await app.world.post(author, `old #${tag} #${tag.toUpperCase()} #Other`);
  await app.world.post(author, `without any, but a link: https://example.org/#${tag}`);
  const { mongo } = app.plaza.stores;
  const posts = mongo.collection<PostRow>('posts');
  await posts.updateMany({}, { $unset: { tags: '' } });
  await posts.dropIndex('byTag');
  for (let i = 0; i < 2; i++) await addTagsToPosts.up(mongo);
  expect(await feed(nobody, tag)).toEqual([old]);
  const rows = await posts.find().toArray();
  expect(rows.find(({ _id }) => _id === decodePostId(old)!.id)?.tags).toEqual([tag, 'other']);
  expect(rows.filter(({ facets, tags }) => facets.some(({ kind }) => kind === 'HASHTAG') !== (tags !== undefined))).toEqual([]);
  await expect(posts.updateOne({ _id: decodePostId(old)!.id }, { $set: { tags: [] } })).rejects.toThrow(/validation/);
  await expect(posts.updateOne({ _id: decodePostId(old)!.id }, { $set: { text: 5 as never } })).rejects.toThrow(/validation/);
});
