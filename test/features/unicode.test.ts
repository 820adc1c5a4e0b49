import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findFacets } from '../../src/modules/posts/facets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/world.js';

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await startTestApp({ env: { MAX_POST_LENGTH: '500', MAX_COMMENT_LENGTH: '500' } });
  ada = await app.world.person('ada');
});
afterAll(() => app.close());

/** What came of a text in each store that keeps texts: what it is read as, or why it was refused. */
async function inBothStores(text: string): Promise<{ readonly postgres: string; readonly mongodb: string }> {
  const variables = { text };
  const profile = await ada.client.query<{ it: Payload & { user: { bio: string } | null } }>('mutation ($text: String!) { it: updateProfile(input: { bio: $text }) { user { bio } userErrors { code } } }', variables);
  const post = await ada.client.query<{ it: Payload & { post: { id: string } | null } }>('mutation ($text: String!) { it: createPost(input: { text: $text }) { post { id } userErrors { code } } }', variables);
  const id = post.data?.it?.post?.id;
  const read = id ? await app.client().query<{ post: { text: string } }>('query ($id: ID!) { post(id: $id) { text } }', { id }) : null;
  return { postgres: refusal(profile) ?? profile.data!.it!.user!.bio, mongodb: refusal(post) ?? read!.data!.post.text };
}

interface Payload {
  readonly userErrors: readonly { readonly code: string }[];
}

const refusal = ({ data, errors }: { data?: { it?: Payload | null } | null | undefined; errors: readonly { extensions: { code: string } }[] }): string | null =>
  errors[0] ? errors[0].extensions.code : (data?.it?.userErrors[0]?.code ?? null);

test.each([
  ['right to left overrides', 'abc\u202Etxt.exe\u202C def'],
  ['zero width', 'a\u200Bb\u200Cc\u200Dd\uFEFFe'],
  ['combining marks', `a${'\u0301'.repeat(200)}b`],
  ['emoji in families', '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽'],
  ['an astral letter', '𝒜𝔟 𐍈'],
  ['letters that are not normal', 'Å \u212B A\u030A ﬁ ①'],
  ['nations', '日本語 हिन्दी العربية ไทย'],
  ['line ends', 'a\nb'],
  ['noncharacters', 'a\uFFFEb\uFFFF'],
])('I3: %s come back as they went, from both stores', async (_name, text) => {
  expect(await inBothStores(text)).toEqual({ postgres: text, mongodb: text });
});

test.each([
  ['NUL', 'a\0b'],
  ['a lone high surrogate', 'a\ud800b'],
  ['a lone low surrogate', 'a\udc00b'],
])('I3: %s is refused the same way by both', async (_name, text) => {
  const { postgres, mongodb } = await inBothStores(text);
  expect([postgres, mongodb]).toEqual([expect.stringMatching(/^(INVALID|BAD_USER_INPUT)$/), postgres]);
});

test('I3: 10,000 combining marks are too long, and lengths are code points: never a letter cut in two', async () => {
  expect(await inBothStores(`a${'\u0301'.repeat(10_000)}`)).toEqual({ postgres: 'TOO_LONG', mongodb: 'TOO_LONG' });
  const longest = '🙂'.repeat(500);
  expect((await inBothStores(longest)).mongodb).toBe(longest);
  expect((await inBothStores(`${longest}🙂`)).mongodb).toBe('TOO_LONG');
});

test('I3: a username is of letters that nobody can mistake: homoglyphs, widths and marks are refused', async () => {
  const query = 'mutation ($username: String!) { it: registerUser(input: { username: $username, email: "somebody@example.org", password: "four purple herons whistle" }) { userErrors { code field } } }';
  for (const username of ['аda_lovelace', 'adа_lovelace', 'ada\u200Blovelace', 'ａｄａ_lovelace', 'ada\u0301lovelace', 'ada\u202Elovelace', 'ıda_lovelace', 'ada🙂lovelace', 'ada lovelace', 'ada\u00ADlovelace']) {
    const { data } = await app.client().query<{ it: { userErrors: { code: string; field: string }[] } }>(query, { username });
    expect([username, data?.it.userErrors[0]?.field]).toEqual([username, 'username']);
  }
});

const HOSTILE = ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '[x](javascript:alert(1))', '![x](data:text/html,<script>)', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', '{{constructor.constructor("alert(1)")()}}', '</title><script>', 'x\u2028\u2029y', '&lt;script&gt;'];

test('I4: what is stored is data: it comes back as it was written, as JSON that no browser takes for a page', async () => {
  for (const text of HOSTILE) {
    const id = await app.world.post(ada, text);
    const { body, headers } = await app.client().send({ body: JSON.stringify({ query: 'query ($id: ID!) { post(id: $id) { text facets { __typename ... on LinkFacet { url } } } }', variables: { id } }) });
    const { post } = (JSON.parse(body) as { data: { post: { text: string; facets: { url?: string }[] } } }).data;
    expect(post.text).toBe(text.trim());
    expect(post.facets.flatMap(({ url }) => url ?? []).filter((url) => !/^https?:/i.test(url))).toEqual([]);
    expect([headers['content-type'], headers['x-content-type-options']]).toEqual(['application/json; charset=utf-8', 'nosniff']);
  }
});

test('I4: an address is http or https, or it is refused', async () => {
  const mutation = (field: string) => `mutation ($it: URL) { it: updateProfile(input: { ${field}: $it }) { user { ${field} } userErrors { code } } }`;
  for (const field of ['websiteUrl', 'avatarUrl']) {
    for (const it of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,<script>alert(1)</script>', 'vbscript:x', 'file:///etc/passwd', ' javascript:alert(1)', 'java\nscript:alert(1)', 'blob:https://example.org/x', '//example.org', 'https://user:password@example.org/']) {
      const answer = await ada.client.query<{ it: Payload }>(mutation(field), { it });
      expect([field, it, refusal(answer)]).toEqual([field, it, expect.stringMatching(/^(INVALID|BAD_USER_INPUT)$/)]);
    }
  }
});

test('I4: no text of 100 KB takes longer than its length to be read for mentions, hashtags and links', () => {
  const worst = ['@', '#', '@a', '#a', '@a.', '@_', 'http://', 'https://a', 'http://a(', 'https://a.'.repeat(5), '(', '#\u0301', 'a@', '@@', '##', 'http:', 'https://a)', '\u{1f642}', ' ', '.'];
  for (const piece of worst) {
    const text = piece.repeat(Math.ceil(100_000 / piece.length));
    findFacets(text);
    const started = process.cpuUsage();
    findFacets(text);
    const { user, system } = process.cpuUsage(started);
    const ms = (user + system) / 1_000;
    expect({ piece, ms, isQuick: ms < 200 }).toEqual({ piece, ms, isQuick: true });
  }
});
