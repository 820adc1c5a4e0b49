import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { leave, newAccount } from '../support/canary-world.js';
import type { Client } from '../support/client.js';
import { namesOf, startWatchedApp, type WatchedApp } from '../support/count-commands.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

const CACHING = { ENTITY_CACHE: 'true', ANSWER_CACHE_SECONDS: '30' };
const ALL_ABOUT_A_POST = `id text version commentCount viewerReaction viewerCanEdit { allowed } author { username bio isViewer viewerIsFollowing }
  comments(first: 5) { edges { node { text author { username viewerIsFollowing } viewerReaction } } }`;

let everything: TestApp;
/** A second process over the same stores and caches, whose commands are counted. */
let app: WatchedApp;
let ada: Person;
let bob: Person;
let post: string;

beforeAll(async () => {
  everything = await startTestApp({ env: CACHING });
  app = await startWatchedApp(everything, CACHING);
  for (const each of [everything, app]) await until(() => each.plaza.stores.answerCache.enabled);
  [ada, bob] = (await everything.world.people(['ada', 'bob'])) as [Person, Person];
  await everything.world.follow(bob, ada);
  post = await everything.world.post(ada, 'Hello');
  await everything.world.comment(bob, post, 'Hello Ada');
  await everything.world.react(bob, post, 'LOVE');
  await everything.settled();
});
afterAll(async () => {
  await app.close();
  await everything.close();
});

const postQuery = (id = post) => `{ post(id: "${id}") { ${ALL_ABOUT_A_POST} } }`;
const feedQuery = () => `{ publicFeed(first: 50) { edges { node { ${ALL_ABOUT_A_POST} } } } }`;
const read = async (client: Client, query: string): Promise<string> => {
  const { body, errors } = await client.query(query);
  expect(errors).toEqual([]);
  return body;
};
const anonymously = (query: string, on: TestApp = app) => read(on.client(), query);
/** The same question under a name that nobody has used: nothing is kept for it. */
const anew = (query: string) => `query Q${Math.random().toString(36).slice(2)} ${query}`;

async function mutate(person: Person, query: string): Promise<Record<string, unknown>> {
  const { data, errors, body } = await person.client.query<Record<string, { userErrors?: unknown[] } & Record<string, unknown>>>(`mutation { ${query} }`);
  const [payload] = Object.values(data ?? {});
  if (errors.length > 0 || !payload) throw new Error(body);
  return payload;
}

describe('answers to anonymous viewers', () => {
  test.each([
    ['a post', () => postQuery()],
    ['the public feed', feedQuery],
    ['the feed of a tag', () => `{ tagFeed(tag: "Tea", first: 5) { edges { node { ${ALL_ABOUT_A_POST} } } } }`],
    ['a person', () => `{ user(username: "${ada.username}") { bio postCount posts(first: 5) { edges { node { text } } } followers(first: 5) { edges { node { username } } } } }`],
    ['a person\'s feed', () => `{ userFeed(userId: "${ada.id}", first: 5) { edges { node { ${ALL_ABOUT_A_POST} } } } }`],
    ['nodes', () => `{ node(id: "${post}") { id } nodes(ids: ["${post}", "${ada.id}"]) { id ... on Post { text } } }`],
  ])('are computed once: %s', async (_, query) => {
    const asked = anew(query());
    const first = await app.watch.during(() => anonymously(asked));
    expect(first.length).toBeGreaterThan(0);
    // What is kept is kept after the answer has left.
    await until(async () => namesOf(await app.watch.during(() => anonymously(asked))).length === 0);
    expect(await anonymously(asked)).toEqual(await anonymously(asked, everything));
    expect(namesOf(await app.watch.during(() => anonymously(asked)))).toEqual([]);
  });

  test('one computation per process, however many ask at once', async () => {
    const alone = await app.watch.during(() => anonymously(anew(feedQuery())));
    const asked = anew(feedQuery());
    const together = await app.watch.during(() => Promise.all(Array.from({ length: 50 }, () => anonymously(asked))));
    expect(namesOf(together)).toEqual(namesOf(alone));
  });

  test('answers with errors are not kept', async () => {
    const asked = anew('{ publicFeed(first: 5, after: "nonsense") { edges { cursor } } }');
    for (let i = 0; i < 2; i++) expect((await app.client().query(asked)).errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('only answers to questions that are the same are the same', async () => {
    const other = await everything.world.post(ada, 'Something else');
    const asked = anew('($id: ID!) { post(id: $id) { id } }');
    const idOf = async (id: string) => (await app.client().query<{ post: { id: string } }>(asked, { id })).data?.post.id;
    expect([await idOf(post), await idOf(other), await idOf(post)]).toEqual([post, other, post]);
  });
});

describe('Z6: what narrows is felt by the very next anonymous read of every process', () => {
  /** Reads until both processes serve it from the cache, acts, and gives what both say next. */
  async function aroundThat(query: string, act: () => Promise<unknown>): Promise<[before: string, after: string]> {
    const asked = anew(query);
    const before = await anonymously(asked);
    await until(async () => (await app.watch.during(() => anonymously(asked))).length === 0);
    expect(await anonymously(asked, everything)).toBe(before);
    await act();
    const [after, there] = await Promise.all([anonymously(asked), anonymously(asked, everything)]);
    expect(there).toBe(after);
    return [before, after];
  }

  test('deletePost', async () => {
    const doomed = await everything.world.post(ada, 'Soon gone');
    const [before, after] = await aroundThat(feedQuery(), () => mutate(ada, `deletePost(input: { postId: "${doomed}" }) { deletedPostId }`));
    expect([before.includes('Soon gone'), after.includes('Soon gone')]).toEqual([true, false]);
  });

  test('editPost', async () => {
    const edited = await everything.world.post(ada, 'My number is 555');
    const [before, after] = await aroundThat(postQuery(edited), () => mutate(ada, `editPost(input: { postId: "${edited}", text: "Nothing", expectedVersion: 1 }) { post { id } }`));
    expect([before.includes('555'), after.includes('555')]).toEqual([true, false]);
  });

  test('an edit that takes a tag away', async () => {
    const edited = await everything.world.post(ada, 'Not for #coffee');
    const [before, after] = await aroundThat('{ tagFeed(tag: "coffee") { edges { node { id } } } }', () => mutate(ada, `editPost(input: { postId: "${edited}", text: "For tea", expectedVersion: 1 }) { post { id } }`));
    expect([before.includes(edited), after.includes(edited)]).toEqual([true, false]);
  });

  test('undoRepost', async () => {
    await everything.world.repost(bob, post);
    const [before, after] = await aroundThat(`{ post(id: "${post}") { reposts { edges { node { id } } } } }`, () => mutate(bob, `undoRepost(input: { postId: "${post}" }) { post { id } }`));
    expect([before.includes(bob.id), after.includes(bob.id)]).toEqual([true, false]);
  });

  test('deleteComment', async () => {
    const comment = await everything.world.comment(bob, post, 'Taken back');
    const [before, after] = await aroundThat(postQuery(), () => mutate(bob, `deleteComment(input: { commentId: "${comment}" }) { deletedCommentId }`));
    expect([before.includes('Taken back'), after.includes('Taken back')]).toEqual([true, false]);
  });

  test('updateProfile', async () => {
    await mutate(ada, 'updateProfile(input: { bio: "I live at home" }) { user { id } }');
    const [before, after] = await aroundThat(postQuery(), () => mutate(ada, 'updateProfile(input: { bio: null }) { user { id } }'));
    expect([before.includes('at home'), after.includes('at home')]).toEqual([true, false]);
  });

  test('deleteAccount', async () => {
    const leaver = await newAccount(everything);
    await everything.world.post(leaver, 'Of a leaver');
    const [before, after] = await aroundThat(feedQuery(), () => leave(leaver));
    expect([before.includes('Of a leaver'), after.includes('Of a leaver')]).toEqual([true, false]);
  });
});

describe('entities', () => {
  test('come from the cache while they are as they were, and never when they are not', async () => {
    const asked = `{ homeFeed(first: 20) { edges { node { ${ALL_ABOUT_A_POST} } } } }`;
    const here = app.client(bob.token);
    await read(here, asked);
    await until(async () => (await app.watch.during(() => read(here, asked))).length === 4);
    // Skeletons, rules and nothing else: followees, entries, posts with what hangs on them, and the people's relations.
    const warm = await app.watch.during(() => read(here, asked));
    expect(namesOf(warm)).toEqual(['mongodb: aggregate posts', 'mongodb: aggregate posts', 'postgres: feeds.whole-circle', 'postgres: relations.skeletons']);

    for (let round = 1; round <= 5; round++) {
      await mutate(ada, `editPost(input: { postId: "${post}", text: "Edited ${round}", expectedVersion: ${round} }) { post { id } }`);
      await mutate(ada, `updateProfile(input: { bio: "Bio ${round}" }) { user { id } }`);
      for (const on of [app, everything]) {
        const body = await read(on.client(bob.token), asked);
        expect([body.includes(`Edited ${round}`), body.includes(`Bio ${round}`), body.includes(`Edited ${round - 1}`), body.includes(`Bio ${round - 1}"`)]).toEqual([true, true, false, false]);
      }
    }
  });
});

describe('Z7: caches do not cross viewers', () => {
  test('each viewer gets their own view, whoever asked before and whoever asks beside', async () => {
    const stranger = await everything.world.person('stranger');
    const cold = await startTestApp({ beside: everything, env: { PLAZA_ROLE: 'api' } });
    try {
      const tokens = [null, ada.token, bob.token, stranger.token];
      const queries = [postQuery(), feedQuery()];
      const expected = await Promise.all(tokens.map((token) => Promise.all(queries.map((query) => read(cold.client(token), query)))));
      expect(new Set(expected.map(([body]) => body)).size).toBeGreaterThanOrEqual(3);
      const jumbled = Array.from({ length: 80 }, (_, i) => [i % 4, (i >> 2) % 2] as const).sort(() => Math.random() - 0.5);
      await Promise.all(jumbled.map(async ([who, what]) => expect(await read(app.client(tokens[who]), queries[what]!)).toBe(expected[who]![what])));
    } finally {
      await cold.close();
    }
  });

  test('HTTP keeps nothing of anybody who is signed in, and asks again for what anybody may have', async () => {
    const query = '{ publicFeed(first: 1) { edges { cursor } } }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = encodeURIComponent(JSON.stringify({ persistedQuery: { version: 1, sha256Hash } }));
    const ask = (token: string | null, text: string, headers: Record<string, string> = {}) =>
      app.client(token).send({ method: 'GET', path: `/graphql?${text}extensions=${extensions}`, headers: { 'apollo-require-preflight': 'true', ...headers } });
    await ask(null, `query=${encodeURIComponent(query)}&`);
    const open = await ask(null, '');
    expect([open.status, open.headers['cache-control']]).toEqual([200, 'no-cache']);
    expect((await ask(null, '', { 'if-none-match': String(open.headers['etag']) })).status).toBe(304);
    const own = await ask(bob.token, '', { 'if-none-match': String(open.headers['etag']) });
    expect([own.status, own.headers['cache-control'], own.headers['etag']]).toEqual([200, 'private, no-store', undefined]);
    expect((await app.client().query(query)).headers['cache-control']).toBe('private, no-store');
  });
});

test('without Redis everything is answered, at once, and what it narrows reaches those who have Redis', async () => {
  // Nobody listens there.
  const closed = 'redis://127.0.0.1:1/0';
  const alone = await startTestApp({ beside: everything, urls: { redisUrl: closed, redisCacheUrl: closed }, env: { ...CACHING, PLAZA_ROLE: 'api' } });
  try {
    const me: Person = { ...ada, client: alone.client(ada.token) };
    const startedAt = performance.now();
    const doomed = await alone.world.post(me, 'Without Redis');
    const asked = anew(feedQuery());
    for (const token of [null, ada.token, bob.token]) expect(await read(alone.client(token), asked)).toContain('Without Redis');
    expect(await anonymously(asked)).toContain('Without Redis');
    await mutate(me, `deletePost(input: { postId: "${doomed}" }) { deletedPostId }`);
    for (const token of [null, ada.token, bob.token]) expect(await read(alone.client(token), asked)).not.toContain('Without Redis');
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await until(async () => !(await anonymously(asked)).includes('Without Redis'));
  } finally {
    await alone.close();
  }
});
