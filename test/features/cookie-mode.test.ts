import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CreatePostDocument, EndAllSessionsDocument, LoginDocument, LogoutDocument, RefreshTokenDocument, ViewerDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Browser, COOKIE_MODE, setCookies } from '../support/browser.js';
import { type Member, MEMBERS_PASSWORD } from '../support/world.js';

const APP = 'https://app.example.org';
const ACCESS = '__Host-plaza_access';
const REFRESH = '__Host-plaza_refresh';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { CORS_ORIGINS: APP } });
});
afterAll(() => app.close());

const passwordOf = ({ username }: Member) => ({ input: { usernameOrEmail: username, password: MEMBERS_PASSWORD } });
/** A browser in which the member has signed in, at the web app or at pages of the server itself. */
async function signIn(member: Member, origin = APP): Promise<Browser> {
  const browser = new Browser(app.client(), origin);
  expect((await browser.run(LoginDocument, passwordOf(member))).data?.login?.userErrors).toEqual([]);
  return browser;
}
const nameOf = async (browser: Browser) => (await browser.run(ViewerDocument)).data?.viewer?.user.username ?? null;

test('S6: in cookie mode tokens come as cookies that no script reads and no other host gets, and nowhere else', async () => {
  const member = await app.world.member();
  const browser = new Browser(app.client(), APP);
  for (const ask of [() => browser.run(LoginDocument, passwordOf(member)), () => browser.run(RefreshTokenDocument, { input: {} })]) {
    const answer = await ask();
    const [access, refresh] = setCookies(answer);
    expect(setCookies(answer)).toHaveLength(2);
    expect(access).toMatch(/^__Host-plaza_access=[\w.-]+; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=(89\d|900)$/);
    expect(refresh).toMatch(/^__Host-plaza_refresh=[\w.-]+; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=\d{7}$/);
    for (const token of browser.jar.values()) expect(answer.body).not.toContain(token);
    expect(answer.body).toContain('"accessToken":null,"refreshToken":null');
    expect([answer.headers['cache-control'], answer.headers['access-control-allow-credentials']]).toEqual(['private, no-store', 'true']);
  }
  const logged = app.logged.join('\n');
  for (const token of browser.jar.values()) expect(logged).not.toContain(token);
  // Whoever does not ask for cookies gets none.
  const bearer = await app.client().run(LoginDocument, passwordOf(member));
  expect([setCookies(bearer), typeof bearer.data?.login?.accessToken]).toEqual([[], 'string']);
});

test('S6: a session goes on by its cookie, each refresh token once, and ends by it', async () => {
  const member = await app.world.member();
  const browser = await signIn(member, app.url);
  expect(await nameOf(browser)).toBe(member.username);
  const used = new Map(browser.jar);
  // As when the access token is over: browsers drop its cookie at the same time.
  browser.jar.delete(ACCESS);
  expect(await nameOf(browser)).toBeNull();
  expect((await browser.run(RefreshTokenDocument, { input: {} })).errors).toEqual([]);
  expect(browser.jar.get(REFRESH)).not.toBe(used.get(REFRESH));
  expect(await nameOf(browser)).toBe(member.username);

  expect((await browser.run(LogoutDocument, { input: {} })).data?.logout?.loggedOut).toBe(true);
  expect([...browser.jar.keys()]).toEqual([]);
  for (const [name, value] of used) browser.jar.set(name, value);
  expect((await browser.run(ViewerDocument)).status).toBe(401);
  // The dead access token is gone; the refresh token gets its own answer, and goes then.
  expect([...browser.jar.keys()]).toEqual([REFRESH]);
  expect((await browser.run(RefreshTokenDocument, { input: {} })).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect([...browser.jar.keys()]).toEqual([]);
});

test('S6: whoever signs out everywhere keeps no cookie, and other browsers lose theirs', async () => {
  const member = await app.world.member();
  const [here, elsewhere] = [await signIn(member), await signIn(member)];
  expect((await here.run(EndAllSessionsDocument, { input: {} })).errors).toEqual([]);
  expect([...here.jar.keys()]).toEqual([]);
  expect((await elsewhere.run(ViewerDocument)).status).toBe(401);
  expect([...elsewhere.jar.keys()]).toEqual([REFRESH]);
});

const OF_OTHERS: Record<string, Record<string, string>> = {
  'no header of ours': { origin: APP },
  'an empty header of ours': { origin: APP, 'x-plaza-csrf': '' },
  'no origin': { ...COOKIE_MODE },
  'a foreign origin': { ...COOKIE_MODE, origin: 'https://evil.example' },
  'a hidden origin': { ...COOKIE_MODE, origin: 'null' },
  'an origin under ours': { ...COOKIE_MODE, origin: 'https://evil.app.example.org' },
  'an origin that ours is the beginning of': { ...COOKIE_MODE, origin: `${APP}.evil.example` },
  'another port': { ...COOKIE_MODE, origin: `${APP}:8443` },
  'no TLS': { ...COOKIE_MODE, origin: 'http://app.example.org' },
  'the Sandbox of the explorer': { ...COOKIE_MODE, origin: 'https://studio.apollographql.com' },
  'another site, by the browser\'s word': { ...COOKIE_MODE, 'sec-fetch-site': 'cross-site' },
  'another host of the site': { ...COOKIE_MODE, 'sec-fetch-site': 'same-site' },
};

test('S6, T1: a cookie signs nothing that another site could have sent, and nothing happens', async () => {
  const member = await app.world.member();
  const browser = await signIn(member);
  const text = 'Written by another site';
  for (const [name, headers] of Object.entries(OF_OTHERS)) {
    for (const ask of [browser.run(CreatePostDocument, { input: { text } }, headers), browser.run(LogoutDocument, { input: {} }, headers)]) {
      const { status, errors } = await ask;
      expect({ name, status, reason: errors[0]?.extensions }).toEqual({ name, status: 403, reason: { code: 'FORBIDDEN', reason: 'CSRF' } });
    }
  }
  const posts = await app.client().query<{ user: { posts: { edges: unknown[] } } }>('query($name: String!) { user(username: $name) { posts(first: 5) { edges { node { id } } } } }', { name: member.username });
  expect(posts.data?.user.posts.edges).toEqual([]);
  expect(await nameOf(browser)).toBe(member.username);
  // Pages of the server itself need no list, and Apollo's own header does as well.
  const ours: Record<string, string>[] = [{ 'x-plaza-csrf': '1', origin: app.url }, { 'apollo-require-preflight': '1', origin: APP }, { 'x-plaza-csrf': '1', 'sec-fetch-site': 'same-origin' }];
  for (const headers of ours) {
    expect((await browser.run(ViewerDocument, {}, headers)).data?.viewer?.user.username).toBe(member.username);
  }
});

test('S6, T1: another site can not sign anybody in, either', async () => {
  const member = await app.world.member();
  for (const [name, headers] of Object.entries(OF_OTHERS).filter(([, each]) => each['x-plaza-auth'])) {
    const browser = new Browser(app.client());
    const answer = await browser.run(LoginDocument, passwordOf(member), headers);
    expect({ name, status: answer.status, cookies: setCookies(answer) }).toEqual({ name, status: 403, cookies: [] });
  }
});

test('S6: a page that is only opened shows what everybody sees, whatever cookie came with it', async () => {
  const member = await app.world.member();
  const browser = await signIn(member);
  const path = `/graphql?query=${encodeURIComponent('{ viewer { email } }')}`;
  const answerTo = async (headers: Record<string, string>) => (await browser.send({ method: 'GET', path, headers })).body;
  expect(await answerTo({ 'apollo-require-preflight': '1', origin: 'https://evil.example' })).toBe('{"data":{"viewer":null}}\n');
  expect(await answerTo({ 'x-plaza-csrf': '1', 'sec-fetch-site': 'same-origin' })).toContain(`${member.username}@example.org`);
});

test('S6: a cookie counts under its own name alone, and a header goes before it', async () => {
  const [member, other] = [await app.world.member(), await app.world.member()];
  const { jar } = await signIn(member);
  const seen = async (cookie: string, headers: Record<string, string> = {}) => (await new Browser(app.client()).run(ViewerDocument, {}, { ...COOKIE_MODE, origin: APP, cookie, ...headers })).data?.viewer?.user.username ?? null;
  const token = jar.get(ACCESS)!;
  expect(await seen(`a=b; ${ACCESS}=${token}; c`)).toBe(member.username);
  for (const name of ['plaza_access', '__host-plaza_access', `\u00a0${ACCESS}`, `a=b;\t${ACCESS}`, `=${ACCESS}`, `${ACCESS} `, `$Version=1, ${ACCESS}`, `x${ACCESS}`]) expect({ name, seen: await seen(`${name}=${token}`) }).toEqual({ name, seen: null });
  expect(await seen(`${ACCESS}=${token}`, { authorization: `Bearer ${other.token}` })).toBe(other.username);
});
