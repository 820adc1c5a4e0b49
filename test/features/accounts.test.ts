import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  ChangePasswordDocument,
  DeleteAccountDocument,
  FollowersDocument,
  LoginDocument,
  LogoutDocument,
  RefreshTokenDocument,
  RegisterUserDocument,
  UserDocument,
  ViewerDocument,
} from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';

let app: TestApp;
let other: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  other = await startTestApp({ beside: app });
});
afterAll(async () => {
  await other.close();
  await app.close();
});

const PASSWORD = 'correct horse battery staple';
let count = 0;
const newName = () => `joiner_${++count}`;

async function join(username = newName()) {
  const joiner = await app.world.join({ username, password: PASSWORD });
  return { ...joiner, accessToken: joiner.token };
}
const login = async (usernameOrEmail: string, password = PASSWORD) => (await app.client().get(LoginDocument, { input: { usernameOrEmail, password } })).login!;
const refusals = (payload: { userErrors: { code: string; field?: string | null }[] }) => payload.userErrors.map(({ code, field }) => `${field} ${code}`);
/** The answer to `viewer`: a status, since a dead token ends the whole request. */
const statusOf = async (token: string, at: TestApp = app) => (await at.client(token).run(ViewerDocument)).status;
const register = async (input: Partial<{ username: string; email: string; password: string; displayName: string }>) =>
  (await app.client().get(RegisterUserDocument, { input: { username: newName(), email: 'new@example.org', password: PASSWORD, ...input } })).registerUser!;

test('whoever has confirmed is signed in, in every process', async () => {
  const { payload, accessToken, username, email } = await join();
  expect(refusals(payload)).toEqual([]);
  expect(payload.viewer).toMatchObject({ email, user: { username, displayName: 'Joiner' } });
  const { viewer } = await other.client(accessToken).get(ViewerDocument);
  expect(viewer).toEqual(payload.viewer);
  expect((await app.client().get(ViewerDocument)).viewer).toBeNull();
});

test('a registration that breaks rules is refused with all of them at once', async () => {
  expect(refusals(await register({ username: 'x', email: 'nobody', password: 'short', displayName: 'x'.repeat(51) }))).toEqual([
    'username TOO_SHORT',
    'email INVALID',
    'password TOO_SHORT',
    'displayName TOO_LONG',
  ]);
  expect(refusals(await register({ username: 'Admin' }))).toEqual(['username RESERVED']);
  expect(refusals(await register({ username: 'a\0bc' }))).toEqual(['username INVALID']);
  expect(refusals(await register({ password: 'x'.repeat(257) }))).toEqual(['password TOO_LONG']);
  expect(refusals(await register({ username: 'same_as_this', password: 'SAME_as_this' }))).toEqual(['password TOO_GUESSABLE']);
  expect(refusals(await register({ password: 'Password1' }))).toEqual(['password TOO_COMMON']);
});

test('one signs in by username or address, in any case', async () => {
  const { username, email } = await join();
  for (const name of [username, username.toUpperCase(), email, email.toLowerCase(), ` ${email} `]) {
    const payload = await login(name);
    expect(refusals(payload)).toEqual([]);
    expect(await statusOf(payload.accessToken!)).toBe(200);
  }
});

test('every failed sign-in has the same answer', async () => {
  const { username } = await join();
  const tries: [string, string][] = [[username, 'wrong password'], ['nobody_here', PASSWORD], ['nobody@example.org', PASSWORD], [username, ''], [username, 'x'.repeat(100_000)], ['', ''], ['a\0b', 'a\0b']];
  const bodies = await Promise.all(tries.map(async ([usernameOrEmail, password]) => (await app.client().run(LoginDocument, { input: { usernameOrEmail, password } })).body));
  expect(new Set(bodies).size).toBe(1);
  expect(refusals(await login(username, 'wrong password'))).toEqual(['null WRONG_CREDENTIALS']);
});

test('S1: a refresh token is good for one use; a second use later ends the session everywhere', async () => {
  const { accessToken, refreshToken } = await join();
  const next = (await app.client().get(RefreshTokenDocument, { input: { refreshToken } })).refreshToken!;
  expect(next.viewer?.user.username).toBeDefined();
  expect(await statusOf(next.accessToken!, other)).toBe(200);
  await app.plaza.stores.postgres.query('test.used', `UPDATE refresh_tokens SET used_at = used_at - interval '10 seconds' WHERE used_at IS NOT NULL`);
  const reused = await app.client().run(RefreshTokenDocument, { input: { refreshToken } });
  expect(reused.errors.map((error) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
  await ended(accessToken);
  await ended(next.accessToken!);
  const dead = [refreshToken, next.refreshToken!, '', 'x'.repeat(100_000), 'a\0'];
  const bodies = await Promise.all(dead.map(async (token) => (await app.client().run(RefreshTokenDocument, { input: { refreshToken: token } })).body));
  expect(new Set([reused.body, ...bodies]).size).toBe(1);
});

test('logout ends the session at once here, within a second in the other process', async () => {
  const { accessToken, refreshToken } = await join();
  expect(await statusOf(accessToken, other)).toBe(200);
  expect((await app.client(accessToken).get(LogoutDocument, { input: {} })).logout?.loggedOut).toBe(true);
  expect(await statusOf(accessToken)).toBe(401);
  await ended(accessToken);
  expect((await app.client().run(RefreshTokenDocument, { input: { refreshToken } })).errors).toHaveLength(1);
});

test('tokens that are cut, changed, or not ours get 401, the same bytes for all', async () => {
  const { accessToken } = await join();
  const [head, body] = accessToken.split('.');
  const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${body}.`;
  const bodies = await Promise.all(['x', 'a.b.c', accessToken.slice(0, -4), `${head}.${body}.`, unsigned, accessToken.replace('.', '.A')].map(async (token) => {
    const { status, body: bytes } = await app.client(token).run(ViewerDocument);
    expect(status).toBe(401);
    return bytes;
  }));
  expect(new Set(bodies).size).toBe(1);
});

test('another password ends all other sessions, and only the new one signs in', async () => {
  const { username, accessToken } = await join();
  const second = (await login(username)).accessToken!;
  const change = async (currentPassword: string, newPassword: string, idempotencyKey?: string) =>
    (await app.client(accessToken).get(ChangePasswordDocument, { input: { currentPassword, newPassword, idempotencyKey } })).changePassword!;
  expect(refusals(await change('not my password', 'another password'))).toEqual(['currentPassword WRONG_PASSWORD']);
  expect(refusals(await change(PASSWORD, 'short'))).toEqual(['newPassword TOO_SHORT']);
  expect((await change(PASSWORD, 'another password', 'key')).viewer?.user.username).toBe(username);
  expect(refusals(await change(PASSWORD, 'another password', 'key'))).toEqual([]);
  expect(await statusOf(accessToken, other)).toBe(200);
  await ended(second);
  expect(refusals(await login(username))).toEqual(['null WRONG_CREDENTIALS']);
  expect(refusals(await login(username, 'another password'))).toEqual([]);
});

test('mutations of one\'s account need a viewer', async () => {
  const nobody = app.client();
  const answers = [
    await nobody.run(LogoutDocument, { input: {} }),
    await nobody.run(ChangePasswordDocument, { input: { currentPassword: PASSWORD, newPassword: PASSWORD } }),
    await nobody.run(DeleteAccountDocument, { input: { password: PASSWORD } }),
  ];
  for (const { errors } of answers) expect(errors.map((error) => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
});

test('whoever deletes their account is absent at once, and gone some time after', async () => {
  const { username, email, accessToken, id } = await join();
  const [friend, fan] = await app.world.people(['friend', 'fan']);
  const leaver = { username, id, userId: '', token: accessToken, client: app.client(accessToken) };
  await app.world.follow(fan!, leaver);
  await app.world.follow(leaver, friend!);
  await app.world.post(leaver, 'my last words');

  const remove = async (password: string) => (await app.client(accessToken).get(DeleteAccountDocument, { input: { password } })).deleteAccount!;
  expect(refusals(await remove('not my password'))).toEqual(['password WRONG_PASSWORD']);
  expect(await remove(PASSWORD)).toEqual({ deletedUserId: id, userErrors: [] });
  expect(await statusOf(accessToken)).toBe(401);
  expect((await friend!.client.get(UserDocument, { username })).user).toBeNull();
  expect((await friend!.client.get(FollowersDocument, { username: friend!.username })).user?.followers.edges).toEqual([]);
  expect(refusals(await login(username))).toEqual(['null DELETING']);
  expect(refusals(await login(username, 'not my password'))).toEqual(['null WRONG_CREDENTIALS']);
  expect(refusals(await register({ username }))).toEqual(['username TAKEN']);

  const { accounts, inPostgres } = app.plaza.assembly;
  await inPostgres.postgres.query('test.wait', `UPDATE accounts SET deleting_since = now() - interval '1 hour' WHERE deleting_since IS NOT NULL`);
  for (const until = Date.now() + 5_000; Date.now() < until && refusals(await register({ username, email: 'again@example.org' })).length > 0; ) await accounts.runDeletions();
  await app.settled();
  expect((await friend!.client.get(UserDocument, { username: friend!.username })).user).toMatchObject({ followerCount: 0 });
  expect((await fan!.client.get(UserDocument, { username: fan!.username })).user).toMatchObject({ followeeCount: 0 });
  expect((await app.client().get(UserDocument, { username })).user).toBeNull();
  // Name and address are free.
  const next = await app.world.join({ username, email });
  expect(next.id).not.toBe(id);
});

test('K2: no password, token or address reaches a log or lies readable in the store', async () => {
  const { email, accessToken, refreshToken } = await join();
  await login(email);
  const kept = JSON.stringify(await app.plaza.assembly.inPostgres.postgres.query('test.kept', `SELECT encode(email_cipher, 'escape') AS cipher, password_hash FROM accounts`));
  for (const secret of [PASSWORD, email, email.toLowerCase(), accessToken, refreshToken]) {
    expect(kept).not.toContain(secret);
    expect([...app.logged, ...other.logged].filter((line) => line.includes(secret))).toEqual([]);
  }
});

/** A revocation reaches the other process within a second. */
async function ended(token: string): Promise<void> {
  for (const until = Date.now() + 1_000; Date.now() < until; ) {
    if ((await statusOf(token, other)) === 401) return;
  }
  expect(await statusOf(token, other)).toBe(401);
}
