import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  ChangePasswordDocument,
  DeleteAccountDocument,
  LoginDocument,
  LogoutDocument,
  OwnSecurityEventsDocument,
  RefreshTokenDocument,
  SecurityEventsDocument,
  type SecurityEventPageFragment,
} from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

const PASSWORD = 'correct horse battery staple';
const NEW_PASSWORD = 'another horse, another battery';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const join = (username: string) => app.world.join({ username, password: PASSWORD });
const login = async (usernameOrEmail: string, password: string) => (await app.client().get(LoginDocument, { input: { usernameOrEmail, password } })).login!;
type Joined = Awaited<ReturnType<typeof join>>;

const sql = <Row>(text: string, values: unknown[] = []): Promise<Row[]> => app.plaza.stores.postgres.dataSource.query(text, values);
const ownEvents = async (client: Joined['client']) => (await client.get(OwnSecurityEventsDocument, { first: 100 })).viewer!.securityEvents.edges.map(({ node }) => node);
const kinds = (events: readonly { kind: string }[]) => events.map(({ kind }) => kind);

test('what happens to an account stands in its log, the latest first, with the device that it came from', async () => {
  const { username, client } = await join('logged');
  expect((await login(username, 'not the password')).userErrors).toHaveLength(1);
  await until(async () => kinds(await ownEvents(client)).includes('SIGN_IN_FAILED'));
  const second = await login(username, PASSWORD);
  await client.get(RefreshTokenDocument, { input: { refreshToken: second.refreshToken! } });
  // Later than two tabs of one device would.
  await sql("UPDATE refresh_tokens SET used_at = used_at - interval '1 hour' WHERE used_at IS NOT NULL");
  await client.run(RefreshTokenDocument, { input: { refreshToken: second.refreshToken! } });
  const third = app.client((await login(username, PASSWORD)).accessToken);
  await third.get(LogoutDocument, { input: {} });
  await client.get(ChangePasswordDocument, { input: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD } });
  const events = await ownEvents(client);
  expect(kinds(events)).toEqual(['PASSWORD_CHANGED', 'SIGNED_OUT', 'SIGNED_IN', 'REFRESH_TOKEN_REUSED', 'SIGNED_IN', 'SIGN_IN_FAILED', 'SIGNED_IN', 'REGISTERED']);
  expect(events.every(({ ipAddress }) => ipAddress === '127.0.0.1')).toBe(true);
  expect(events.filter(({ byOwner }) => !byOwner).map(({ kind }) => kind)).toEqual(['REFRESH_TOKEN_REUSED', 'SIGN_IN_FAILED']);
});

test('Z5: the log is read in pages, and only by its owner', async () => {
  const { username, id, client } = await join('paged');
  for (let i = 0; i < 3; i++) await login(username, PASSWORD);
  const pages: string[][] = [];
  let after: string | null | undefined;
  for (let more = true; more; ) {
    const page: SecurityEventPageFragment = (await client.get(OwnSecurityEventsDocument, { first: 2, after })).viewer!.securityEvents;
    pages.push(kinds(page.edges.map(({ node }) => node)));
    more = page.pageInfo.hasNextPage;
    after = page.pageInfo.endCursor;
  }
  expect(pages).toEqual([['SIGNED_IN', 'SIGNED_IN'], ['SIGNED_IN', 'SIGNED_IN'], ['REGISTERED']]);

  const stranger = await app.world.person('stranger');
  for (const [who, code] of [[stranger.client, 'FORBIDDEN'], [client, 'FORBIDDEN'], [app.client(), 'UNAUTHENTICATED']] as const) {
    const { data, errors } = await who.run(SecurityEventsDocument, { userId: id });
    expect(data?.securityEvents ?? null).toBeNull();
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
  }
});

test('an admin reads what happened to anybody\'s account, and is told who did it', async () => {
  const { id, client } = await join('watched');
  const admin = await app.world.person('admin');
  await sql('UPDATE accounts SET role = \'ADMIN\' WHERE user_id = $1', [admin.userId]);
  const asAdmin = app.client((await app.plaza.assembly.accounts.mintTokenFor(admin.username))!.accessToken);
  const { edges } = (await asAdmin.get(SecurityEventsDocument, { userId: id })).securityEvents!;
  expect(edges.map(({ node }) => node)).toEqual(await ownEvents(client));
  expect(edges.map(({ node }) => node.actorId)).toEqual([id, id]);
  expect((await asAdmin.get(SecurityEventsDocument, { userId: 'nobody' })).securityEvents).toBeNull();
});

test('nothing in the log can be changed or taken away, but with the account', async () => {
  const leaver = await join('leaver');
  for (const change of ['UPDATE security_events SET kind = \'SIGNED_IN\'', 'DELETE FROM security_events', 'TRUNCATE security_events', 'TRUNCATE profiles CASCADE']) {
    await expect(sql(change)).rejects.toThrow('append-only');
  }
  await expect(app.plaza.stores.postgres.transaction(async (tx) => {
    await tx.query("SELECT set_config('plaza.audit_purge', 'on', true)");
    await tx.query('UPDATE security_events SET ip_address = NULL');
  })).rejects.toThrow('append-only');
  const left = async () => (await sql<{ kind: string }>('SELECT kind FROM security_events WHERE user_id = $1 ORDER BY id', [leaver.userId])).map(({ kind }) => kind);
  await leaver.client.get(DeleteAccountDocument, { input: { password: PASSWORD } });
  expect(await left()).toEqual(['REGISTERED', 'SIGNED_IN', 'ACCOUNT_DELETION_REQUESTED']);
  await sql('UPDATE accounts SET deleting_since = now() - interval \'20 days\' WHERE deleting_since IS NOT NULL');
  await until(async () => {
    await app.plaza.assembly.accounts.runDeletions();
    return (await left()).length === 0;
  }, 15_000);
});

test('what is older than it is kept for goes in batches, and nothing younger', async () => {
  const { userId } = await join('old_hand');
  const { accounts } = app.plaza.assembly;
  const count = async () => (await sql('SELECT FROM security_events WHERE user_id = $1', [userId])).length;
  expect(await count()).toBe(2);
  expect(await accounts.purgeSecurityLog(new Date(Date.now() - 3_600_000))).toBe(0);
  const soon = new Date(Date.now() + 1_000);
  expect(await accounts.purgeSecurityLog(soon, 1)).toBe(1);
  while ((await accounts.purgeSecurityLog(soon, 1_000)) > 0);
  expect(await count()).toBe(0);
});
