import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HomeFeedEventsDocument, SetRoleDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';
import type { Member, Person } from '../support/world.js';

let app: TestApp;
let other: TestApp;
let admin: Member;
beforeAll(async () => {
  app = await startTestApp();
  other = await startTestApp({ beside: app, env: { PLAZA_ROLE: 'realtime' } });
  admin = await app.world.official('ADMIN');
});
afterAll(async () => {
  await other.close();
  await app.close();
});

type AccountRole = 'USER' | 'MODERATOR' | 'ADMIN';
const setRole = async (by: Person, whom: Person, role: AccountRole) => by.client.run(SetRoleDocument, { input: { userId: whom.id, role } });
const verdictOf = ({ data, errors }: Awaited<ReturnType<typeof setRole>>) => data?.setRole?.userErrors[0]?.code ?? data?.setRole?.role ?? errors[0]?.extensions['reason'] ?? errors[0]?.extensions.code;
const roleOf = async ({ client }: Person) => {
  const { status, data } = await client.query<{ viewer: { role: string } | null }>('{ viewer { role } }');
  return status === 200 ? data?.viewer?.role : status;
};

test('an admin gives and takes roles; the account signs in anew under its role', async () => {
  const person = await app.world.member();
  expect(await roleOf(person)).toBe('USER');
  expect(verdictOf(await setRole(admin, person, 'MODERATOR'))).toBe('MODERATOR');
  expect(await roleOf(person)).toBe(401);
  const again = await app.world.signedIn(person);
  expect(await roleOf(again)).toBe('MODERATOR');
  expect(verdictOf(await setRole(admin, again, 'MODERATOR'))).toBe('MODERATOR');
  expect(await roleOf(again)).toBe('MODERATOR');
  expect(verdictOf(await setRole(admin, person, 'USER'))).toBe('USER');
  expect(await roleOf(again)).toBe(401);
  const logged: unknown = await app.plaza.stores.postgres.dataSource.query(`SELECT actor_id, details FROM security_events WHERE user_id = $1 AND kind = 'ROLE_CHANGED' ORDER BY id`, [person.userId]);
  expect(logged).toEqual([
    { actor_id: admin.userId, details: { from: 'USER', to: 'MODERATOR' } },
    { actor_id: admin.userId, details: { from: 'MODERATOR', to: 'USER' } },
  ]);
});

test('S4: whoever gets another role is signed out on every process within a second, sockets included', async () => {
  const person = await app.world.member();
  const live = other.live(person.token);
  const feed = live.subscribe(HomeFeedEventsDocument);
  await until(async () => {
    await app.world.post(person, 'Is anybody there?');
    return feed.received.length > 0;
  });
  await setRole(admin, person, 'MODERATOR');
  await until(() => live.closeCodes[0] === 4401, 1_000);
  await until(async () => (await other.client(person.token).query('{ viewer { role } }')).status === 401, 1_000);
  const { data, errors } = await app.client().query('mutation ($token: String!) { refreshToken(input: { refreshToken: $token }) { accessToken } }', { token: person.refreshToken });
  expect([data?.['refreshToken'], errors[0]?.extensions.code]).toEqual([null, 'UNAUTHENTICATED']);
});

test('nobody else may, and no admin without having just given the password', async () => {
  const [person, moderator] = await Promise.all([app.world.member(), app.world.official('MODERATOR')]);
  expect(verdictOf(await setRole(person, person, 'ADMIN'))).toBe('ROLE_NEEDED');
  expect(verdictOf(await setRole(moderator, moderator, 'ADMIN'))).toBe('ROLE_NEEDED');
  const stale = await app.world.signedIn(admin);
  await app.plaza.stores.postgres.dataSource.query(`UPDATE sessions SET authenticated_at = now() - interval '6 minutes' WHERE user_id = $1 AND id = $2`, [admin.userId, sessionOf(stale)]);
  expect(verdictOf(await setRole(stale, person, 'ADMIN'))).toBe('PASSWORD_NEEDED');
  expect(await roleOf(person)).toBe('USER');
});

test('nobody takes the last admin\'s role, not even two admins who take each other\'s at once', async () => {
  const alone = await startTestApp();
  try {
    const first = await alone.world.official('ADMIN');
    expect(verdictOf(await setRole(first, first, 'USER'))).toBe('LAST_ADMIN');
    for (let round = 0; round < 10; round++) {
      const admins = await Promise.all([alone.world.signedIn(first), alone.world.official('ADMIN')]);
      const [one, other] = admins;
      const verdicts = (await Promise.all([setRole(one, other, 'USER'), setRole(other, one, 'USER')])).map(verdictOf);
      expect(verdicts.filter((verdict) => verdict === 'USER')).toHaveLength(1);
      const left: unknown[] = await alone.plaza.stores.postgres.dataSource.query(`SELECT user_id FROM accounts WHERE role = 'ADMIN'`);
      expect(left).toHaveLength(1);
      await alone.plaza.assembly.accounts.appoint(first.username, 'ADMIN');
      await alone.plaza.assembly.accounts.appoint(other.username, 'USER');
    }
  } finally {
    await alone.close();
  }
});

test('an operator makes the first admin, for people who have an account', async () => {
  const person = await app.world.member();
  const { appoint } = app.plaza.assembly.accounts;
  expect(await appoint(person.username.toUpperCase(), 'ADMIN')).toMatchObject({ done: { role: 'ADMIN' } });
  expect(await roleOf(await app.world.signedIn(person))).toBe('ADMIN');
  expect(await appoint('nobody_at_all', 'ADMIN')).toBeNull();
});

const sessionOf = ({ token }: Person): string => (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sid: string }).sid;
