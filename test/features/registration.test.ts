import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  ConfirmRegistrationDocument,
  LoginDocument,
  RegisterUserDocument,
  RequestPasswordResetDocument,
  ResendConfirmationDocument,
  UserDocument,
} from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { MEMBERS_PASSWORD } from '../support/world.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const nobody = () => app.client();
type Verdict = { userErrors: { code: string; field?: string | null }[] } | null | undefined;
const refusals = (payload: Verdict) => payload?.userErrors.map(({ code, field }) => `${field} ${code}`);
const input = (username: string, email = `${username}@example.org`, password = MEMBERS_PASSWORD) => ({ input: { username, email, password } });
const register = async (username: string, email?: string) => (await nobody().get(RegisterUserDocument, input(username, email))).registerUser;
const confirm = async (token: string, username?: string) => (await nobody().get(ConfirmRegistrationDocument, { input: { token, username } })).confirmRegistration!;
const tokenFor = async (email: string) => (await app.mails.next({ to: email, subject: /^Confirm/ })).token;
const subjectsTo = async (email: string) => (await app.mails.to(email)).map(({ subject }) => subject);
const sql = (text: string, values: unknown[]) => app.plaza.assembly.inPostgres.postgres.query<object>('', text, values);

test('somebody joins by the letter, and not before', async () => {
  expect(await register('newcomer')).toEqual({ confirmationSent: true, userErrors: [] });
  expect((await nobody().get(UserDocument, { username: 'newcomer' })).user).toBeNull();
  const credentials = { input: { usernameOrEmail: 'newcomer', password: MEMBERS_PASSWORD } };
  expect(refusals((await nobody().get(LoginDocument, credentials)).login)).toEqual(['null WRONG_CREDENTIALS']);

  const letter = await app.mails.next({ to: 'newcomer@example.org', subject: /^Confirm/ });
  expect(letter.text).toContain('@newcomer');
  expect(letter.html).toContain(letter.token);
  const payload = await confirm(letter.token);
  expect(payload).toMatchObject({ userErrors: [], viewer: { email: 'newcomer@example.org', user: { username: 'newcomer' } } });
  expect(refusals((await nobody().get(LoginDocument, credentials)).login)).toEqual([]);
  // Once.
  expect(refusals(await confirm(letter.token))).toEqual(['token EXPIRED']);
});

test('tokens that are broken, of another kind or too old have one answer', async () => {
  await register('sluggard');
  const token = await tokenFor('sluggard@example.org');
  const [id, signature] = token.split('.') as [string, string];
  await sql('UPDATE registrations SET expires_at = now() WHERE id = $1', [id]);
  await register('other_one');
  const otherToken = await tokenFor('other_one@example.org');
  const dead = [token, '', 'nonsense', '\0', id, `${id}.`, `${id}.${signature}x`, `${otherToken}.x`, `${id}.${otherToken.split('.')[1]}`, `${otherToken.slice(0, -3)}AAA`, 'x'.repeat(100_000)];
  const bodies = await Promise.all(dead.map(async (each) => (await nobody().run(ConfirmRegistrationDocument, { input: { token: each } })).body));
  expect(new Set(bodies).size).toBe(1);
  expect(refusals(await confirm(token))).toEqual(['token EXPIRED']);
  expect(await app.plaza.assembly.accounts.purgeRequests()).toBe(1);
  expect(refusals(await confirm(otherToken))).toEqual([]);
});

test('whose username was taken meanwhile confirms with another, by the same token', async () => {
  await register('sought', 'first@example.org');
  await register('Sought', 'second@example.org');
  const second = await tokenFor('second@example.org');
  expect(refusals(await confirm(await tokenFor('first@example.org')))).toEqual([]);
  expect(refusals(await register('SOUGHT', 'third@example.org'))).toEqual(['username TAKEN']);
  expect(refusals(await confirm(second))).toEqual(['username TAKEN']);
  expect(refusals(await confirm(second, 'admin'))).toEqual(['username RESERVED']);
  expect(await confirm(second, 'unsought')).toMatchObject({ userErrors: [], viewer: { email: 'second@example.org', user: { username: 'unsought' } } });
});

test('of ten who confirm one name, and of two who confirm one address, one joins', async () => {
  const emails = Array.from({ length: 10 }, (_, i) => `racer${i}@example.org`);
  await Promise.all(emails.map((email) => register('racer', email)));
  const tokens = await Promise.all(emails.map(tokenFor));
  const racers = await Promise.all(tokens.map((token) => confirm(token)));
  expect(racers.filter(({ viewer }) => viewer).length).toBe(1);

  await register('twin_one', 'twin@example.org');
  const one = await tokenFor('twin@example.org');
  await register('twin_two', 'Twin@Example.org');
  const two = await tokenFor('Twin@Example.org');
  const twins = await Promise.all([confirm(one), confirm(two)]);
  expect(twins.filter(({ viewer }) => viewer).length).toBe(1);
  expect(await sql('SELECT FROM registrations WHERE username LIKE $1', ['twin%'])).toEqual([]);
});

test('A4: sign-up, resend and reset answer alike whoever has the address, byte for byte; the letter tells its owner', async () => {
  const known = await app.world.join();
  const bodyOf = async (email: string) => {
    const answers = [
      await nobody().run(RegisterUserDocument, input(app.world.newName('prober'), email)),
      await nobody().run(ResendConfirmationDocument, { input: { email } }),
      await nobody().run(RequestPasswordResetDocument, { input: { email } }),
    ];
    return answers.map(({ status, body }) => `${status} ${body}`);
  };
  const ofKnown = await bodyOf(known.email);
  expect(await bodyOf('stranger@example.org')).toEqual(ofKnown);
  expect(ofKnown).toEqual(expect.arrayContaining([expect.stringContaining('"letterSent":true'), expect.stringContaining('"confirmationSent":true')]));

  await app.mails.next({ to: known.email, subject: 'Reset your password' });
  expect((await app.mails.next({ to: known.email, subject: 'You have an account already' })).text).toContain(`@${known.username}`);
  // Whoever waits gets the letter once more; whoever has no account gets none to reset its password.
  for (let i = 0; i < 2; i++) await app.mails.next({ to: 'stranger@example.org', subject: /^Confirm/ });
  expect(await subjectsTo('stranger@example.org')).toEqual(['Confirm your address', 'Confirm your address']);
});

test('A4: every failed sign-in is alike, and what an account rests from is told to its owner alone', async () => {
  const known = await app.world.member();
  const attempt = async (usernameOrEmail: string) => {
    const { status, body } = await nobody().run(LoginDocument, { input: { usernameOrEmail, password: 'not the password' } });
    return `${status} ${body}`;
  };
  expect(await attempt(known.username)).toBe(await attempt('nobody_by_this_name'));
  expect(await attempt(`${known.username}@example.org`)).toBe(await attempt('nobody@example.org'));
});

test('A1: the password is kept to its last character, and may be of any kind', async () => {
  const long = `${'a-long-passphrase '.repeat(7)}£`.slice(0, 128).padEnd(128, '€');
  const joiner = await app.world.join({ password: long });
  const attempt = async (password: string) => refusals((await nobody().get(LoginDocument, { input: { usernameOrEmail: joiner.username, password } })).login);
  expect(await attempt(long)).toEqual([]);
  expect(await attempt(`${long.slice(0, -1)}x`)).toEqual(['null WRONG_CREDENTIALS']);
  // 72 bytes are where bcrypt would stop to read.
  expect(await attempt(long.slice(0, 72))).toEqual(['null WRONG_CREDENTIALS']);
  const smile = await app.world.join({ password: '😀 🎈 tea for eleven 🤖' });
  expect(refusals((await nobody().get(LoginDocument, { input: { usernameOrEmail: smile.username, password: '😀 🎈 tea for eleven 🤖' } })).login)).toEqual([]);
});

test.each([['seven77', 'TOO_SHORT'], ['x'.repeat(257), 'TOO_LONG'], ['Password1', 'TOO_COMMON'], ['clever_fox_1', 'TOO_GUESSABLE'], ['plazaplaza', 'TOO_GUESSABLE'], ['Foxy.Clever', 'TOO_GUESSABLE']])('A1 A2: the password %s is refused, with a reason', async (password, code) => {
  const { registerUser } = await nobody().get(RegisterUserDocument, input('clever_fox', 'foxy.clever@example.org', password));
  expect(registerUser).toMatchObject({ confirmationSent: false, userErrors: [{ code, field: 'password', message: expect.stringMatching(/\w{3}/) }] });
});

test('A3: whoever signs in after the cost has changed has a hash of the new cost', async () => {
  const member = await app.world.member();
  const { hash } = await import('@node-rs/argon2');
  const weaker = await hash(MEMBERS_PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
  await sql('UPDATE accounts SET password_hash = $2 WHERE user_id = $1', [member.userId, weaker]);
  const login = async () => refusals((await nobody().get(LoginDocument, { input: { usernameOrEmail: member.username, password: MEMBERS_PASSWORD } })).login);
  const kept = async () => JSON.stringify(await sql('SELECT password_hash FROM accounts WHERE user_id = $1', [member.userId]));
  expect(await login()).toEqual([]);
  expect(await kept()).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  const after = await kept();
  expect(await login()).toEqual([]);
  expect(await kept()).toBe(after);
});
