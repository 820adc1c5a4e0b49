import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EndAllSessionsDocument, EndOtherSessionsDocument, EndSessionDocument, LoginDocument, OwnSecurityEventsDocument, SessionsDocument, ViewerDocument } from '../generated/operations.js';
import { type Client } from '../support/client.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Member, MEMBERS_PASSWORD } from '../support/world.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const LOGIN = 'mutation($input: LoginInput!) { login(input: $input) { accessToken } }';

/** Signs in on a device that calls itself so; gives its access token. */
async function signIn({ username }: Member, userAgent: string): Promise<string> {
  const body = JSON.stringify({ query: LOGIN, variables: { input: { usernameOrEmail: username, password: MEMBERS_PASSWORD } } });
  const answer = await app.client().send({ body, headers: { 'user-agent': userAgent } });
  return (JSON.parse(answer.body) as { data: { login: { accessToken: string } } }).data.login.accessToken;
}
const sessionsOf = async (token: string, at: TestApp = app) => (await at.client(token).get(SessionsDocument)).viewer!.sessions;
const statusOf = async (token: string) => (await app.client(token).run(ViewerDocument)).status;

test('S3: everybody sees where they are signed in, by device, and since when; nobody sees others\'', async () => {
  const member = await app.world.member();
  const [firefox, iphone] = [await signIn(member, FIREFOX), await signIn(member, IPHONE)];
  const sessions = await sessionsOf(iphone);
  expect(sessions.map(({ device, isCurrent }) => [device, isCurrent]).sort()).toEqual([['Firefox on Linux', false], ['Safari on iPhone', true], ['npm run token', false]]);
  expect(sessions[0]).toMatchObject({ device: 'Safari on iPhone', userAgent: IPHONE, ipAddress: expect.stringContaining('127.0.0.1') });
  expect((await sessionsOf(firefox)).find(({ isCurrent }) => isCurrent)?.device).toBe('Firefox on Linux');
  const stranger = await app.world.member();
  expect(await sessionsOf(stranger.token)).toHaveLength(1);
});

test('S3: the last use is known without a command to a store, and written down by a timer', async () => {
  const member = await app.world.member();
  const other = await startTestApp({ beside: app });
  const before = (await sessionsOf(member.token))[0]!;
  await new Promise((resolve) => setTimeout(resolve, 20));
  await other.client(member.token).get(ViewerDocument);
  expect(new Date((await sessionsOf(member.token, other))[0]!.lastUsedAt).getTime()).toBeGreaterThan(new Date(before.lastUsedAt).getTime());
  const written = async () => {
    const rows = await app.plaza.stores.postgres.query<{ at: Date }>('test.used', 'SELECT last_used_at AS at FROM sessions WHERE id = $1', [before.id]);
    return rows[0]!.at.getTime();
  };
  const lastWritten = await written();
  await other.close();
  expect(await written()).toBeGreaterThan(lastWritten);
});

test('S3: one session can be ended, from any device; another person\'s is as absent as none', async () => {
  const member = await app.world.member();
  const firefox = await signIn(member, FIREFOX);
  const { id } = (await sessionsOf(member.token)).find(({ device }) => device === 'Firefox on Linux')!;
  const stranger = await app.world.member();
  const absent = await Promise.all([id, '00000000-0000-7000-8000-000000000000', 'x', '', member.id].map(async (sessionId) => {
    const { errors } = await stranger.client.run(EndSessionDocument, { input: { sessionId } });
    return JSON.stringify(errors);
  }));
  expect(new Set(absent)).toEqual(new Set([expect.stringContaining('"code":"NOT_FOUND"')]));
  expect(await statusOf(firefox)).toBe(200);

  const ended = await member.client.get(EndSessionDocument, { input: { sessionId: id } });
  expect(ended.endSession).toEqual({ endedSessionId: id, userErrors: [] });
  expect([await statusOf(firefox), await statusOf(member.token)]).toEqual([401, 200]);
  expect((await sessionsOf(member.token)).map((session) => session.id)).not.toContain(id);
  // Again is the same.
  expect((await member.client.get(EndSessionDocument, { input: { sessionId: id } })).endSession?.endedSessionId).toBe(id);
});

test('S3: all others can be ended, and all', async () => {
  const member = await app.world.member();
  const tokens = [await signIn(member, FIREFOX), await signIn(member, IPHONE)];
  expect((await member.client.get(EndOtherSessionsDocument, { input: {} })).endOtherSessions?.endedCount).toBe(2);
  expect([await statusOf(member.token), ...(await Promise.all(tokens.map(statusOf)))]).toEqual([200, 401, 401]);
  const again = await signIn(member, FIREFOX);
  expect((await member.client.get(EndAllSessionsDocument, { input: {} })).endAllSessions?.endedCount).toBe(2);
  expect([await statusOf(member.token), await statusOf(again)]).toEqual([401, 401]);
  expect((await app.client().get(LoginDocument, { input: { usernameOrEmail: member.username, password: MEMBERS_PASSWORD } })).login?.accessToken).toEqual(expect.any(String));
});

test('S3: an admin may sign anybody out, and nobody else may', async () => {
  const [member, admin, stranger] = [await app.world.member(), await app.world.member('admin'), await app.world.member()];
  await app.plaza.stores.postgres.query('test.role', `UPDATE accounts SET role = 'ADMIN' WHERE user_id = $1`, [admin.userId]);
  const end = (client: Client) => client.query<{ endSessionsOfUser: { endedCount: number } }>('mutation($input: EndSessionsOfUserInput!) { endSessionsOfUser(input: $input) { endedCount } }', { input: { userId: member.id } });
  for (const client of [stranger.client, member.client]) expect((await end(client)).errors[0]?.extensions.code).toBe('FORBIDDEN');
  expect((await end(app.client())).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect(await statusOf(member.token)).toBe(200);
  expect((await end(admin.client)).data?.endSessionsOfUser.endedCount).toBe(1);
  expect(await statusOf(member.token)).toBe(401);
});

test('S3: a device that is new, and a session that was ended from elsewhere, stand in the audit log', async () => {
  const member = await app.world.member();
  await signIn(member, FIREFOX);
  await signIn(member, FIREFOX);
  const { id } = (await sessionsOf(member.token)).find(({ device }) => device === 'Firefox on Linux')!;
  await member.client.get(EndSessionDocument, { input: { sessionId: id } });
  const { viewer } = await member.client.get(OwnSecurityEventsDocument, { first: 4 });
  const told = viewer!.securityEvents.edges.map(({ node }) => `${node.kind} ${node.details.map(({ name, value }) => `${name} ${value}`).join()}`.trim());
  expect(told).toEqual(['SESSION_ENDED', 'SIGNED_IN', 'SIGNED_IN newDevice true', 'SIGNED_IN newDevice true']);
  expect(viewer!.securityEvents.edges[0]!.node.sessionId).toBe(id);
});
