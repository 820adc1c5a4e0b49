import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  CancelAccountDeletionDocument,
  DeactivateAccountDocument,
  DeleteAccountDocument,
  FollowersDocument,
  LoginDocument,
  PostDocument,
  ReactivateAccountDocument,
  UserDocument,
  ViewerDocument,
} from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/world.js';

const PASSWORD = 'correct horse battery staple';

let app: TestApp;
let other: TestApp;
let hash: string;
beforeAll(async () => {
  // Answers to nobody are kept: what is hidden must not come out of them.
  const env = { ACCOUNT_DELETION_GRACE_DAYS: '3', ANSWER_CACHE_SECONDS: '30', ENTITY_CACHE: 'true' };
  app = await startTestApp({ env });
  other = await startTestApp({ beside: app, env });
  hash = await app.plaza.assembly.accounts.hashPassword(PASSWORD);
});
afterAll(async () => {
  await other.close();
  await app.close();
});

type Verdict = { userErrors: { code: string; field?: string | null }[] } | null | undefined;
const refusals = (payload: Verdict) => payload?.userErrors.map(({ code, field }) => `${field} ${code}`);
const names = (person: Person, password = PASSWORD) => ({ input: { usernameOrEmail: person.username, password } });
const login = async (person: Person, password = PASSWORD) => (await app.client().get(LoginDocument, names(person, password))).login;
const deactivate = async (person: Person, password = PASSWORD) => (await person.client.get(DeactivateAccountDocument, { input: { password } })).deactivateAccount!;
const reactivate = async (person: Person, password = PASSWORD) => (await app.client().get(ReactivateAccountDocument, names(person, password))).reactivateAccount!;
const remove = async (person: Person, password = PASSWORD) => (await person.client.get(DeleteAccountDocument, { input: { password } })).deleteAccount!;
const cancel = async (person: Person, password = PASSWORD) => (await app.client().get(CancelAccountDeletionDocument, names(person, password))).cancelAccountDeletion!;
const sql = (text: string, values: unknown[]) => app.plaza.assembly.inPostgres.postgres.query('', text, values);

/** Somebody with a password, a follower and a post. */
async function somebody(name: string): Promise<{ person: Person; fan: Person; post: string }> {
  const [person, fan] = await app.world.people([name, `fan_of_${name}`]);
  await sql('UPDATE accounts SET password_hash = $2 WHERE user_id = $1', [person!.userId, hash]);
  await app.world.follow(person!, fan!);
  await app.world.follow(fan!, person!);
  return { person: person!, fan: fan!, post: await app.world.post(person!, `by ${name}`) };
}

/** What the fan, and whoever is not signed in, see of the person, in both processes. */
async function seen({ person, fan, post }: { person: Person; fan: Person; post: string }): Promise<boolean[]> {
  const readers = [app.client(), other.client(), fan.client, other.client(fan.token)];
  return Promise.all(readers.map(async (reader) => {
    const [{ user }, { post: read }, followers] = [await reader.get(UserDocument, { username: person.username }), await reader.get(PostDocument, { id: post }), await reader.get(FollowersDocument, { username: fan.username })];
    const follows = followers.user!.followers.edges.length > 0;
    if ((user !== null) !== (read !== null) || follows !== (user !== null)) throw new Error('Some of them is to be seen, and some not.');
    return user !== null;
  }));
}
const ALL = [true, true, true, true];
const NONE = [false, false, false, false];

test('whoever deactivates their account is absent at once, everywhere, and is back with all of theirs when they like', async () => {
  const scene = await somebody('rester');
  const { person } = scene;
  expect(await seen(scene)).toEqual(ALL);
  expect(refusals(await deactivate(person, 'not my password'))).toEqual(['password WRONG_PASSWORD']);
  expect(await seen(scene)).toEqual(ALL);

  expect(await deactivate(person)).toEqual({ deactivatedUserId: person.id, userErrors: [] });
  expect(await seen(scene)).toEqual(NONE);
  expect((await person.client.run(ViewerDocument)).status).toBe(401);
  expect(refusals(await login(person))).toEqual(['null DEACTIVATED']);
  expect(refusals(await login(person, 'not my password'))).toEqual(['null WRONG_CREDENTIALS']);
  expect(refusals(await reactivate(person, 'not my password'))).toEqual(['null WRONG_CREDENTIALS']);
  expect(refusals(await cancel(person))).toEqual(['null DEACTIVATED']);

  const back = await reactivate(person);
  expect(back).toMatchObject({ userErrors: [], viewer: { user: { id: person.id } } });
  expect((await app.client(back.accessToken!).run(ViewerDocument)).status).toBe(200);
  expect(await seen(scene)).toEqual(ALL);
  // Once more does no harm, and signs in.
  expect(refusals(await reactivate(person))).toEqual([]);
});

test('a deletion hides at once, and may be cancelled as long as the grace period lasts', async () => {
  const scene = await somebody('doubter');
  const { person } = scene;
  const { accounts } = app.plaza.assembly;
  expect(refusals(await remove(person, 'not my password'))).toEqual(['password WRONG_PASSWORD']);
  expect((await remove(person)).deletedUserId).toBe(person.id);
  expect(await seen(scene)).toEqual(NONE);
  expect(refusals(await login(person))).toEqual(['null DELETING']);
  expect(refusals(await reactivate(person))).toEqual(['null DELETING']);

  await sql(`UPDATE accounts SET deleting_since = now() - interval '2 days 23 hours' WHERE user_id = $1`, [person.userId]);
  expect(await accounts.runDeletions()).toBe(0);
  expect(refusals(await cancel(person, 'not my password'))).toEqual(['null WRONG_CREDENTIALS']);
  expect(await cancel(person)).toMatchObject({ userErrors: [], viewer: { user: { id: person.id } } });
  expect(await seen(scene)).toEqual(ALL);
  expect(await accounts.runDeletions()).toBe(0);
  expect(await seen(scene)).toEqual(ALL);
});

test('once a deletion has begun there is no way back', async () => {
  const { person } = await somebody('leaver');
  await remove(person);
  await sql(`UPDATE accounts SET deletion_lease_until = now() + interval '1 minute' WHERE user_id = $1`, [person.userId]);
  expect(refusals(await cancel(person))).toEqual(['null DELETING']);
  const workers = [app, other].map(({ plaza }) => plaza.worker);
  // Nobody removes it before it is asked for.
  await Promise.all(workers.map((worker) => worker.stop()));
  try {
    await sql(`UPDATE accounts SET deletion_lease_until = NULL, deleting_since = now() - interval '73 hours' WHERE user_id = $1`, [person.userId]);
    expect(refusals(await cancel(person))).toEqual(['null DELETING']);
  } finally {
    await Promise.all(workers.map((worker) => worker.start()));
  }
});

test('S2: nobody slips in while an account is closed: of ten who sign in meanwhile nobody is left', async () => {
  const { person } = await somebody('racer');
  const [closed, ...tries] = await Promise.all([deactivate(person), ...Array.from({ length: 10 }, () => login(person))]);
  expect(refusals(closed)).toEqual([]);
  const tokens = tries.flatMap((payload) => payload?.accessToken ?? []);
  for (const token of tokens) expect((await app.client(token).run(ViewerDocument)).status).toBe(401);
  expect(await sql('SELECT FROM sessions WHERE user_id = $1 AND revoked_at IS NULL', [person.userId])).toEqual([]);
});

test.each([
  ['cancel their deletion', remove, cancel, 'ACCOUNT_DELETION_CANCELLED'],
  ['take up their account again', deactivate, reactivate, 'ACCOUNT_REACTIVATED'],
] as const)('somebody who comes to %s on ten devices at once is let in on each, and it happens once', async (_, close, comeBack, kind) => {
  const scene = await somebody('hasty');
  const { person } = scene;
  await close(person);
  const back = await Promise.all(Array.from({ length: 10 }, () => comeBack(person)));
  expect(back.map(refusals)).toEqual(Array(10).fill([]));
  for (const { accessToken } of back) expect((await other.client(accessToken!).run(ViewerDocument)).status).toBe(200);
  expect(await seen(scene)).toEqual(ALL);
  expect(await sql('SELECT FROM security_events WHERE user_id = $1 AND kind = $2', [person.userId, kind])).toHaveLength(1);
});
