import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  ChangePasswordDocument,
  ConfirmEmailChangeDocument,
  DeactivateAccountDocument,
  DeleteAccountDocument,
  LoginDocument,
  RequestEmailChangeDocument,
  RequestPasswordResetDocument,
  ResetPasswordDocument,
  ViewerDocument,
} from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';
import { type Joiner, MEMBERS_PASSWORD } from '../support/world.js';

const NEW_PASSWORD = 'another heron, another bay';

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

const nobody = () => app.client();
type Verdict = { userErrors: { code: string; field?: string | null }[] } | null | undefined;
const refusals = (payload: Verdict) => payload?.userErrors.map(({ code, field }) => `${field} ${code}`);
const login = async (usernameOrEmail: string, password = MEMBERS_PASSWORD) => (await nobody().get(LoginDocument, { input: { usernameOrEmail, password } })).login!;
const askReset = async (email: string) => (await nobody().get(RequestPasswordResetDocument, { input: { email } })).requestPasswordReset;
const reset = async (token: string, newPassword = NEW_PASSWORD) => refusals((await nobody().get(ResetPasswordDocument, { input: { token, newPassword } })).resetPassword);
const resetToken = async (email: string) => (await app.mails.next({ to: email, kind: 'password-reset' })).token;
const askChange = (person: Joiner, newEmail: string) => person.client.run(RequestEmailChangeDocument, { input: { newEmail } });
const confirmChange = async (token: string) => refusals((await nobody().get(ConfirmEmailChangeDocument, { input: { token } })).confirmEmailChange);
const changeToken = async (email: string) => (await app.mails.next({ to: email, subject: /^Confirm your new/ })).token;
const subjectsTo = async (email: string) => (await app.mails.to(email)).map(({ subject }) => subject);
/** Waits for the letter. */
const told = async (to: string, subject: string) => void (await app.mails.next({ to, subject: new RegExp(`^${subject}$`) }));
const sql = (text: string, values: unknown[]) => app.plaza.assembly.inPostgres.postgres.query<object>('', text, values);
const statusOf = async (token: string, at: TestApp) => (await at.client(token).run(ViewerDocument)).status;

test('S2: a letter resets the password once, ends all sessions in every process, and the address is told', async () => {
  const joiner = await app.world.join();
  const second = (await login(joiner.username)).accessToken!;
  expect(await statusOf(second, other)).toBe(200);
  await askReset(joiner.email);
  const first = await resetToken(joiner.email);
  await askReset(joiner.email.toUpperCase());
  const token = await resetToken(joiner.email);
  expect(token).not.toBe(first);
  expect(await reset(token, 'short')).toEqual(['newPassword TOO_SHORT']);
  expect(await reset(token, `${joiner.username}1`)).toEqual(['newPassword TOO_GUESSABLE']);
  // Refusals do not use it up; of two who use it at once one gets it.
  const verdicts = await Promise.all([reset(token), reset(token)]);
  expect(verdicts.sort()).toEqual([[], ['token EXPIRED']]);
  expect(await reset(first)).toEqual(['token EXPIRED']);

  for (const at of [app, other]) for (const dead of [joiner.token, second]) await until(async () => (await statusOf(dead, at)) === 401, 1_000);
  expect(refusals(await login(joiner.username))).toEqual(['null WRONG_CREDENTIALS']);
  expect(refusals(await login(joiner.username, NEW_PASSWORD))).toEqual([]);
  await told(joiner.email, 'Your password was changed');
});

test('a letter that resets the password is good for 30 minutes, and for nothing else', async () => {
  const joiner = await app.world.join();
  await askReset(joiner.email);
  const token = await resetToken(joiner.email);
  expect(await confirmChange(token)).toEqual(['token EXPIRED']);
  const [row] = await sql('SELECT expires_at - created_at AS life FROM email_requests WHERE id = $1', [token.split('.')[0]]);
  expect(JSON.stringify(row)).toBe('{"life":{"minutes":30}}');
  await sql('UPDATE email_requests SET expires_at = now() WHERE id = $1', [token.split('.')[0]]);
  const dead = [token, 'nonsense', '', `${token}x`, 'x'.repeat(100_000)];
  const bodies = await Promise.all(dead.map(async (each) => (await nobody().run(ResetPasswordDocument, { input: { token: each, newPassword: NEW_PASSWORD } })).body));
  expect(new Set(bodies).size).toBe(1);
  expect(refusals(await login(joiner.username))).toEqual([]);
});

test('a reset opens no account that rests', async () => {
  const joiner = await app.world.join();
  await joiner.client.get(DeactivateAccountDocument, { input: { password: MEMBERS_PASSWORD } });
  await told(joiner.email, 'Your account rests');
  await askReset(joiner.email);
  expect(await reset(await resetToken(joiner.email))).toEqual([]);
  expect(refusals(await login(joiner.username, NEW_PASSWORD))).toEqual(['null DEACTIVATED']);
});

test('A13: another address needs a fresh password and the new address\'s word, and the old one is told twice', async () => {
  const joiner = await app.world.join();
  const next = `${joiner.username}@elsewhere.example`;
  await sql(`UPDATE sessions SET authenticated_at = now() - interval '5 minutes 1 second' WHERE user_id = $1`, [joiner.userId]);
  const stale = await askChange(joiner, next);
  expect(stale.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'PASSWORD_NEEDED' });
  expect(await subjectsTo(next)).toEqual([]);

  await sql('UPDATE sessions SET authenticated_at = now() WHERE user_id = $1', [joiner.userId]);
  expect((await askChange(joiner, 'nonsense')).data?.requestEmailChange?.userErrors).toMatchObject([{ code: 'INVALID', field: 'newEmail' }]);
  expect((await askChange(joiner, next)).data?.requestEmailChange).toEqual({ confirmationSent: true, userErrors: [] });
  await told(joiner.email, 'Another address was asked for');
  expect((await joiner.client.get(ViewerDocument)).viewer?.email).toBe(joiner.email);

  await askReset(joiner.email);
  const oldReset = await resetToken(joiner.email);
  const token = await changeToken(next);
  expect(await confirmChange(token)).toEqual([]);
  expect(await confirmChange(token)).toEqual(['token EXPIRED']);
  expect((await joiner.client.get(ViewerDocument)).viewer?.email).toBe(next);
  await told(joiner.email, 'Your address was changed');
  expect(refusals(await login(next))).toEqual([]);
  expect(refusals(await login(joiner.email))).toEqual(['null WRONG_CREDENTIALS']);
  // What was sent to the old address opens nothing any more.
  expect(await reset(oldReset)).toEqual(['token EXPIRED']);
});

test('A4 A13: asking for an address that somebody has looks alike; its owner is told, and keeps it', async () => {
  const [asker, owner] = [await app.world.join(), await app.world.join()];
  const free = await askChange(asker, 'free@example.org');
  const stale = await changeToken('free@example.org');
  const taken = await askChange(asker, owner.email);
  expect(`${taken.status} ${taken.body}`).toBe(`${free.status} ${free.body}`);
  await told(owner.email, 'This address is in use');
  // The last one that was asked for counts.
  expect(await confirmChange(stale)).toEqual(['token EXPIRED']);

  await askChange(asker, 'sought@example.org');
  const token = await changeToken('sought@example.org');
  await app.world.join({ email: 'sought@example.org' });
  expect(await confirmChange(token)).toEqual(['null TAKEN']);
  expect((await asker.client.get(ViewerDocument)).viewer?.email).toBe(asker.email);
});

test('A13: whoever changes the password gives it, the address is told, and all other sessions end', async () => {
  const joiner = await app.world.join();
  const second = (await login(joiner.username)).accessToken!;
  const change = async (currentPassword: string) => refusals((await joiner.client.get(ChangePasswordDocument, { input: { currentPassword, newPassword: NEW_PASSWORD } })).changePassword);
  expect(await change('not my password')).toEqual(['currentPassword WRONG_PASSWORD']);
  expect(await subjectsTo(joiner.email)).not.toContain('Your password was changed');
  expect(await change(MEMBERS_PASSWORD)).toEqual([]);
  await told(joiner.email, 'Your password was changed');
  await until(async () => (await statusOf(second, other)) === 401, 1_000);
  expect(await statusOf(joiner.token, other)).toBe(200);
});

test('a deletion is told, and takes along whatever was asked for with the address', async () => {
  const joiner = await app.world.join();
  const email = joiner.email;
  await askReset(email);
  await askChange(joiner, 'never@example.org');
  await nobody().query('mutation ($email: String!) { registerUser(input: { username: "never_was", email: $email, password: "a bay of seven herons" }) { confirmationSent } }', { email });
  await joiner.client.get(DeleteAccountDocument, { input: { password: MEMBERS_PASSWORD } });
  await told(email, 'Your account will be deleted');
  await sql(`UPDATE accounts SET deleting_since = now() - interval '1 hour' WHERE user_id = $1`, [joiner.userId]);
  await until(async () => (await app.plaza.assembly.accounts.runDeletions(), (await sql('SELECT FROM accounts WHERE user_id = $1', [joiner.userId])).length === 0), 15_000);
  expect(await sql(`SELECT FROM registrations WHERE username = 'never_was'`, [])).toEqual([]);
  const tables = (await sql(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`, [])) as { name: string }[];
  for (const { name } of tables) {
    const rows = await sql(`SELECT row::text FROM "${name}" AS row WHERE row::text LIKE $1`, [`%${joiner.userId}%`]);
    expect({ name, rows: ['outbox'].includes(name) ? [] : rows }).toEqual({ name, rows: [] });
  }
});
