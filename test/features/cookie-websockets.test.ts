import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HomeFeedEventsDocument, LoginDocument, LogoutDocument, ViewerDocument, WebsocketTokenDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Browser } from '../support/browser.js';
import { rawHttp, rawRequest } from '../support/raw-http.js';
import { RawSocket } from '../support/raw-socket.js';
import { until } from '../support/until.js';
import { type Member, MEMBERS_PASSWORD } from '../support/world.js';

/** The app's time runs on from now, and forward as far as a test tells it. */
let ahead = 0;
const APP = 'https://app.example.org';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { CORS_ORIGINS: APP }, clock: { now: () => new Date(Date.now() + ahead) } });
});
afterAll(() => app.close());

async function signIn({ username }: Member): Promise<Browser> {
  const browser = new Browser(app.client(), APP);
  await browser.run(LoginDocument, { input: { usernameOrEmail: username, password: MEMBERS_PASSWORD } });
  return browser;
}
const tokenOf = async (browser: Browser) => (await browser.run(WebsocketTokenDocument)).data!.websocketToken!.token!;
const VIEWER = { query: '{ viewer { user { username } } }' };

test('S6: a cookie opens no websocket in anybody\'s name, from wherever; a foreign page opens none at all', async () => {
  const browser = await signIn(await app.world.member());
  const headers = { cookie: browser.cookies };
  await expect(new RawSocket(app.url, { origin: 'https://evil.example', headers }).open()).rejects.toThrow('403');
  for (const origin of [APP, app.url]) {
    const socket = await new RawSocket(app.url, { origin, headers }).init();
    expect((await socket.ask('1', VIEWER)).payload).toEqual({ data: { viewer: null } });
    socket.close();
  }
});

test('S6: a page asks for a token that opens its websocket, and does nothing else, for a minute', async () => {
  const member = await app.world.member();
  const browser = await signIn(member);
  const token = await tokenOf(browser);
  const socket = await new RawSocket(app.url, { origin: APP }).init(token);
  expect((await socket.ask('1', VIEWER)).payload).toEqual({ data: { viewer: { user: { username: member.username } } } });
  socket.close();
  expect((await app.client(token).run(ViewerDocument)).status).toBe(401);
  browser.jar.set('__Host-plaza_access', token);
  expect((await browser.run(ViewerDocument)).status).toBe(401);

  ahead += 61_000;
  const late = await new RawSocket(app.url, { origin: APP }).open();
  late.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  expect((await late.closed).code).toBe(4401);
  expect((await app.client().run(WebsocketTokenDocument)).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

test('S4, S6: signing out by cookie closes the websockets that were opened by such tokens, and leaves the tokens dead', async () => {
  const member = await app.world.member();
  const browser = await signIn(member);
  const token = await tokenOf(browser);
  const live = app.live(token);
  live.subscribe(HomeFeedEventsDocument);
  const ready = await new RawSocket(app.url).init(token);
  await browser.run(LogoutDocument, { input: {} });
  await until(() => live.closeCodes[0] === 4401, 1_000);
  expect((await ready.closed).code).toBe(4401);
  const again = await new RawSocket(app.url).open();
  again.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  expect((await again.closed).code).toBe(4401);
});

test('S6: a token in an address is refused, over HTTP and websockets, and not logged', async () => {
  const { token } = await app.world.person();
  for (const name of ['access_token', 'token', 'authorization', 'jwt', 'refreshToken']) {
    const path = `/graphql?query=${encodeURIComponent('{ viewer { email } }')}&${name}=${token}`;
    const { status, body } = await app.client().send({ method: 'GET', path, headers: { 'apollo-require-preflight': '1' } });
    expect({ name, status, code: body.includes('BAD_USER_INPUT') }).toEqual({ name, status: 400, code: true });
    const upgrade = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Protocol: graphql-transport-ws'];
    expect(await rawHttp(app.url, rawRequest(`GET /graphql?${name}=${token}`, upgrade))).toContain('400 Bad Request');
  }
  expect(app.logged.join('\n')).not.toContain(token);
});
