import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RefreshTokenDocument, ViewerDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { RawSocket } from '../support/raw-socket.js';
import { until } from '../support/until.js';

/** The app's time runs on from now, and forward as far as a test tells it. */
let ahead = 0;
const DAY_MS = 86_400_000;
const pass = (days: number) => (ahead += days * DAY_MS);

/** Of a process whose clock is so far behind, access tokens are good for ten seconds more. */
const LATE_MS = 5 * 60_000 - 10_000;

let app: TestApp;
let late: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock: { now: () => new Date(Date.now() + ahead) }, env: { SESSION_IDLE_DAYS: '10', SESSION_MAX_DAYS: '25', ACCESS_TOKEN_MINUTES: '5' } });
  late = await startTestApp({ beside: app, clock: { now: () => new Date(Date.now() - LATE_MS) }, env: { ACCESS_TOKEN_MINUTES: '5' } });
});
afterAll(async () => {
  await late.close();
  await app.close();
});

const statusOf = async (token: string) => (await app.client(token).run(ViewerDocument)).status;
const refresh = (refreshToken: string) => app.client().run(RefreshTokenDocument, { input: { refreshToken } });
/** The tokens of a session that went on. */
async function renewed(refreshToken: string): Promise<{ accessToken: string; refreshToken: string }> {
  const { data, body } = await refresh(refreshToken);
  if (!data) throw new Error(body);
  return { accessToken: data.refreshToken!.accessToken!, refreshToken: data.refreshToken!.refreshToken! };
}
const isDead = async (refreshToken: string) => expect((await refresh(refreshToken)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);

test('S1: two tabs that refresh with one token at once both stay signed in, each with tokens of its own', async () => {
  const { refreshToken, token } = await app.world.member();
  const [one, other] = await Promise.all([renewed(refreshToken), renewed(refreshToken)]);
  expect(one.refreshToken).not.toBe(other.refreshToken);
  for (const accessToken of [token, one.accessToken, other.accessToken]) expect(await statusOf(accessToken)).toBe(200);
  const [next, nextOther] = [await renewed(one.refreshToken), await renewed(other.refreshToken)];
  for (const { accessToken } of [next, nextOther]) expect(await statusOf(accessToken)).toBe(200);
});

test('S1: ten seconds after its use a refresh token ends the family: the successor, its sibling, and every access token', async () => {
  const { refreshToken, token } = await app.world.member();
  const [one, sibling] = [await renewed(refreshToken), await renewed(refreshToken)];
  ahead += 10_000;
  await isDead(refreshToken);
  for (const dead of [one.refreshToken, sibling.refreshToken]) await isDead(dead);
  for (const accessToken of [token, one.accessToken, sibling.accessToken]) expect(await statusOf(accessToken)).toBe(401);
});

test('S5: an access token is good for the minutes of the setting', async () => {
  const { token } = await app.world.member();
  ahead += 4 * 60_000;
  expect(await statusOf(token)).toBe(200);
  ahead += 61_000;
  expect(await statusOf(token)).toBe(401);
});

test('S5: a session that nobody takes up ends after the idle days, and every session after the most days', async () => {
  const idle = await app.world.member();
  pass(9);
  const { refreshToken } = await renewed(idle.refreshToken);
  pass(10);
  await isDead(refreshToken);

  let busy = { refreshToken: (await app.world.member()).refreshToken, accessToken: '' };
  for (const days of [8, 8, 8]) {
    pass(days);
    busy = await renewed(busy.refreshToken);
  }
  expect(await statusOf(busy.accessToken)).toBe(200);
  pass(1);
  await isDead(busy.refreshToken);
  expect(await statusOf(busy.accessToken)).toBe(401);
});

test('S4: a websocket ends with the token that opened it, by a timer of the server', async () => {
  const { token } = await late.world.member();
  const socket = await new RawSocket(late.url).init(token);
  const { payload } = await socket.ask('1', { query: '{ viewer { email } }' });
  expect(payload).toMatchObject({ data: { viewer: { email: expect.any(String) } } });
  let code = 0;
  void socket.closed.then((closed) => (code = closed.code));
  await until(() => code > 0);
  expect(code).toBe(4401);
});
