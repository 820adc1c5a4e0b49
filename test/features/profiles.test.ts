import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { UpdateProfileDocument, UserDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/world.js';

let app: TestApp;
let ann: Person;
let bob: Person;
beforeAll(async () => {
  app = await startTestApp();
  [ann, bob] = (await app.world.people(['ann', 'bob'])) as [Person, Person];
});
afterAll(() => app.close());

const profileOf = async (viewer: Person | null, username: string) => (await (viewer?.client ?? app.client()).get(UserDocument, { username })).user;
const update = async (person: Person, input: Record<string, unknown>) => (await person.client.get(UpdateProfileDocument, { input })).updateProfile!;

test('a person is found by username in any case, by everybody', async () => {
  const seen = await profileOf(null, ann.username.toUpperCase());
  expect(seen).toMatchObject({ id: ann.id, username: ann.username, displayName: null, followerCount: 0, followeeCount: 0, isViewer: false });
  expect((await profileOf(bob, ann.username))?.isViewer).toBe(false);
  expect((await profileOf(ann, ann.username))?.isViewer).toBe(true);
});

test.each(['nobody_at_all', '', 'x', 'a'.repeat(100_000), 'a\0b', 'a\ud800b', '%', "' OR 1=1 --"])('a name that is nobody\'s gives null (%#)', async (username) => {
  expect(await profileOf(bob, username)).toBeNull();
});

test('null clears, an absent field stays, and the payload shows what is now', async () => {
  const first = await update(ann, { displayName: ' Ann ', bio: 'one\ntwo', location: 'Here', websiteUrl: 'https://Example.org', avatarUrl: 'http://example.org/a.png' });
  expect(first).toMatchObject({
    userErrors: [],
    user: { displayName: 'Ann', bio: 'one\ntwo', location: 'Here', websiteUrl: 'https://example.org/', avatarUrl: 'http://example.org/a.png' },
  });
  await update(ann, { location: null });
  expect(await profileOf(bob, ann.username)).toMatchObject({ displayName: 'Ann', bio: 'one\ntwo', location: null });
});

test('every field that breaks a rule is named, and nothing is changed', async () => {
  const before = await profileOf(null, ann.username);
  const refused = await update(ann, { displayName: 'x'.repeat(51), bio: 'x'.repeat(501), location: 'a\0', websiteUrl: 'javascript:alert(1)', avatarUrl: `https://example.org/${'x'.repeat(2048)}` });
  expect(refused.user).toBeNull();
  expect(refused.userErrors.map(({ field, code }) => `${field} ${code}`)).toEqual([
    'displayName TOO_LONG',
    'bio TOO_LONG',
    'location INVALID',
    'websiteUrl INVALID',
    'avatarUrl TOO_LONG',
  ]);
  expect(await profileOf(null, ann.username)).toEqual(before);
});

test('nobody updates a profile without being signed in', async () => {
  const { errors } = await app.client().run(UpdateProfileDocument, { input: { bio: 'x' } });
  expect(errors.map((error) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
});

test('the same key with the same input changes once, with another input it is a conflict', async () => {
  await update(bob, { bio: 'first', idempotencyKey: 'key-1' });
  await update(bob, { bio: 'second' });
  expect((await update(bob, { bio: 'first', idempotencyKey: 'key-1' })).user?.bio).toBe('second');
  const { errors } = await bob.client.run(UpdateProfileDocument, { input: { bio: 'third', idempotencyKey: 'key-1' } });
  expect(errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', reason: 'IDEMPOTENCY_KEY_REUSED' });
});

test('with the entity cache on, a change shows at once in every process', async () => {
  const cached = await startTestApp({ beside: app, env: { ENTITY_CACHE: 'true' } });
  try {
    const follower = await app.world.person('follower');
    await app.world.follow(follower, ann);
    const read = async () => {
      const query = `{ user(username: "${ann.username}") { followers(first: 1) { edges { node { bio } } } } }`;
      const { data } = await cached.client(bob.token).query<{ user: { followers: { edges: { node: { bio: string | null } }[] } } }>(query);
      return data?.user.followers.edges[0]?.node.bio;
    };
    expect(await read()).toBeNull();
    expect(await read()).toBeNull();
    await update(follower, { bio: 'new' });
    expect(await read()).toBe('new');
  } finally {
    await cached.close();
  }
});
