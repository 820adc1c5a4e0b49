import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Client, GraphqlError } from '../support/client.js';
import type { Person } from '../support/world.js';

const LIMIT = 7;
const NAMES = ['POSTS_PER_MINUTE', 'COMMENTS_PER_MINUTE', 'REACTIONS_PER_MINUTE', 'REPOSTS_PER_MINUTE', 'FOLLOWS_PER_DAY'];
const ENV = { ...Object.fromEntries(NAMES.map((name) => [name, String(LIMIT)])), MAILS_PER_RECIPIENT_AND_HOUR: String(LIMIT), WRONG_PASSWORDS_PER_ACCOUNT: '10', WRONG_PASSWORDS_PER_ADDRESS: '100', TRUSTED_PROXIES: '127.0.0.1' };
const PASSWORD = 'a stone between two rivers';

let app: TestApp;
let other: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: ENV });
  other = await startTestApp({ beside: app, env: { ...ENV, PLAZA_ROLE: 'api' } });
});
afterAll(async () => {
  await other.close();
  await app.close();
});

interface Tried {
  readonly done: boolean;
  readonly errors: readonly GraphqlError[];
}

async function attempt(client: Client, mutation: string, type: string, input: object): Promise<Tried> {
  const { data, errors } = await client.query<Record<string, { userErrors: unknown[] } | null>>(`mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code } } }`, { input });
  return { done: data?.[mutation]?.userErrors.length === 0, errors };
}

/** Fifty at once, half of them on the other process. */
async function fifty(person: Person, mutation: string, type: string, inputOf: (i: number) => object): Promise<void> {
  const tried = await Promise.all(Array.from({ length: 50 }, (_, i) => attempt(i % 2 ? person.client : other.client(person.token), mutation, type, inputOf(i))));
  expect(tried.filter(({ done }) => done)).toHaveLength(LIMIT);
  for (const { errors } of tried.filter(({ done }) => !done)) {
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number), limit: expect.any(String) }]);
  }
}

test('L7: of fifty posts, comments, reactions, reposts and follows at once no more than the limit are made', async () => {
  const [ada, bob] = (await app.world.people(['ada', 'bob'])) as [Person, Person];
  const post = await app.world.post(bob, 'Words');
  await fifty(ada, 'createPost', 'CreatePostInput', (i) => ({ text: `Post ${i}` }));
  await fifty(ada, 'createComment', 'CreateCommentInput', (i) => ({ postId: post, text: `Comment ${i}` }));
  await fifty(ada, 'addReaction', 'AddReactionInput', () => ({ subjectId: post, kind: 'LIKE' }));
  await fifty(ada, 'repostPost', 'RepostPostInput', () => ({ postId: post }));
  await fifty(ada, 'followUser', 'FollowUserInput', () => ({ userId: bob.id }));
  // One person's are not another's.
  expect((await attempt(bob.client, 'createPost', 'CreatePostInput', { text: 'Mine' })).done).toBe(true);
});

test('L7: a repeated call counts once, however often it is sent', async () => {
  const cyd = await app.world.person('cyd');
  const again = (key: string) => attempt(cyd.client, 'createPost', 'CreatePostInput', { text: 'Once', idempotencyKey: key });
  for (let i = 0; i < 20; i++) expect((await again('one')).done).toBe(true);
  expect((await Promise.all(Array.from({ length: 5 }, () => again('two')))).every(({ done }) => done)).toBe(true);
  for (let i = 2; i < LIMIT; i++) expect((await again(`more ${i}`)).done).toBe(true);
  expect((await again('too many')).done).toBe(false);
  expect((await again('one')).done).toBe(true);
});

test('L7: a letter that is asked for once more with the same key is one letter, and costs one', async () => {
  const { token } = await login(newAddress(), await member('fay'), PASSWORD);
  const ask = (key: string) => attempt(app.client(token), 'requestEmailChange', 'RequestEmailChangeInput', { newEmail: 'fay@elsewhere.example', idempotencyKey: key });
  for (let i = 0; i < 10; i++) expect((await ask('one')).done).toBe(true);
  expect((await Promise.all(Array.from({ length: 5 }, () => ask('two')))).every(({ done }) => done)).toBe(true);
  for (let i = 2; i < LIMIT; i++) expect((await ask(`more ${i}`)).done).toBe(true);
  expect((await ask('too many')).errors[0]?.extensions.code).toBe('RATE_LIMITED');
});

const newAddress = (): string => `10.${Array.from({ length: 3 }, () => Math.floor(Math.random() * 256)).join('.')}`;

interface SignedIn {
  readonly accessToken: string | null;
  readonly deviceToken: string | null;
  readonly userErrors: { code: string }[];
}

async function login(address: string, usernameOrEmail: string, password: string, deviceToken: string | null = null): Promise<{ code: string; deviceToken: string | null; token: string | null }> {
  const query = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken deviceToken userErrors { code } } }';
  const { body } = await app.client().send({ headers: { 'x-forwarded-for': address }, body: JSON.stringify({ query, variables: { input: { usernameOrEmail, password, deviceToken } } }) });
  const { data, errors } = JSON.parse(body) as { data?: { login: SignedIn | null }; errors?: GraphqlError[] };
  const signedIn = data?.login;
  return { code: errors?.[0]?.extensions.code ?? signedIn?.userErrors[0]?.code ?? 'OK', deviceToken: signedIn?.deviceToken ?? null, token: signedIn?.accessToken ?? null };
}

/** Somebody with a password. */
async function member(name: string): Promise<string> {
  const username = `${name}_${Math.random().toString(36).slice(2, 8)}`;
  const { accounts, inPostgres } = app.plaza.assembly;
  const passwordHash = await accounts.hashPassword(PASSWORD);
  const { userId } = await app.world.person(name);
  await inPostgres.commit.run((tx) => tx.query('UPDATE accounts SET password_hash = $1 WHERE user_id = $2', [passwordHash, userId]));
  await inPostgres.commit.run((tx) => tx.query('UPDATE profiles SET username = $1, username_key = $1 WHERE user_id = $2', [username, userId]));
  return username;
}

test('A5: after ten wrong passwords an account is closed to strangers, not to the devices that it was signed in on', async () => {
  const name = await member('dee');
  const home = newAddress();
  const first = await login(home, name, PASSWORD);
  expect(first).toMatchObject({ code: 'OK', deviceToken: expect.stringMatching(/^[\w-]{43}$/) });
  // From a hundred places at once, and in any case.
  const attack = await Promise.all(Array.from({ length: 50 }, (_, i) => login(newAddress(), i % 2 ? name : name.toUpperCase(), `wrong ${i}`)));
  expect(attack.filter(({ code }) => code === 'WRONG_CREDENTIALS')).toHaveLength(10);
  expect(attack.filter(({ code }) => code === 'RATE_LIMITED')).toHaveLength(40);

  expect((await login(newAddress(), name, PASSWORD)).code).toBe('RATE_LIMITED');
  expect((await login(home, name, PASSWORD)).code).toBe('RATE_LIMITED');
  const back = await login(newAddress(), name, PASSWORD, first.deviceToken);
  expect(back).toMatchObject({ code: 'OK', deviceToken: first.deviceToken });
  // A device is known for one account, and has ten wrong passwords of its own.
  const elsewhere = await member('eve');
  const { deviceToken: foreign } = await login(newAddress(), elsewhere, PASSWORD);
  expect((await login(newAddress(), name, PASSWORD, foreign)).code).toBe('RATE_LIMITED');
  for (let i = 0; i < 10; i++) expect((await login(home, name, 'wrong', first.deviceToken)).code).toBe('WRONG_CREDENTIALS');
  expect((await login(home, name, PASSWORD, first.deviceToken)).code).toBe('RATE_LIMITED');
});

test('A5: who is not there is closed like who is, and right passwords cost no attempt', async () => {
  const nobody = `nobody_${Math.random().toString(36).slice(2, 8)}`;
  for (let i = 0; i < 10; i++) expect((await login(newAddress(), nobody, 'wrong')).code).toBe('WRONG_CREDENTIALS');
  expect((await login(newAddress(), nobody, 'wrong')).code).toBe('RATE_LIMITED');
  const name = await member('gil');
  for (let i = 0; i < 12; i++) expect((await login(newAddress(), name, PASSWORD)).code).toBe('OK');
});

test('A5 L7: a hundred wrong passwords from one address are the last, in one document or in many', async () => {
  const address = newAddress();
  const aliases = (from: number) => Array.from({ length: 25 }, (_, i) => `a${i}: login(input: { usernameOrEmail: "x_${address.replaceAll('.', '_')}_${from + i}", password: "${i}" }) { userErrors { code } }`).join(' ');
  const codes: string[] = [];
  for (let from = 0; from < 125; from += 25) {
    const { body } = await app.client().send({ headers: { 'x-forwarded-for': address }, body: JSON.stringify({ query: `mutation { ${aliases(from)} }` }) });
    const { data, errors = [] } = JSON.parse(body) as { data: Record<string, SignedIn | null>; errors?: GraphqlError[] };
    codes.push(...Object.values(data).flatMap((each) => each?.userErrors.map(({ code }) => code) ?? []), ...errors.map(({ extensions }) => extensions.code));
  }
  expect(codes.filter((code) => code === 'WRONG_CREDENTIALS')).toHaveLength(100);
  expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(25);
});

test('A5: whoever is signed in can not try passwords without end either', async () => {
  const name = await member('hal');
  const { token } = await login(newAddress(), name, PASSWORD);
  const confirm = async (password: string) => {
    const { data, errors } = await app.client(token).query<{ confirmPassword: { userErrors: { code: string }[] } | null }>('mutation ($p: String!) { confirmPassword(input: { password: $p }) { userErrors { code } } }', { p: password });
    return errors[0]?.extensions.code ?? data?.confirmPassword?.userErrors[0]?.code ?? 'OK';
  };
  const tried = await Promise.all(Array.from({ length: 20 }, (_, i) => confirm(`wrong ${i}`)));
  expect(tried.filter((code) => code === 'WRONG_PASSWORD')).toHaveLength(10);
  expect(await confirm(PASSWORD)).toBe('RATE_LIMITED');
});

test('A5: what a device keeps lies hashed in the store, and in no log', async () => {
  const name = await member('ida');
  const { deviceToken } = await login(newAddress(), name, PASSWORD);
  const rows = await app.plaza.stores.postgres.query<{ hash: Buffer }>('test', 'SELECT token_hash AS hash FROM known_devices');
  expect(deviceToken).toMatch(/^[\w-]{43}$/);
  expect(rows.map(({ hash }) => hash.length)).toEqual(rows.map(() => 32));
  expect(rows.some(({ hash }) => hash.equals(createHash('sha256').update(deviceToken!).digest()))).toBe(true);
  expect(rows.some(({ hash }) => hash.toString('utf8').includes(deviceToken!) || hash.toString('base64url') === deviceToken)).toBe(false);
  expect(app.logged.length).toBeGreaterThan(0);
  expect(app.logged.some((line) => line.includes(deviceToken!))).toBe(false);
});
