import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mintId } from '../../src/kernel/ids.js';
import { encodeUserId } from '../../src/kernel/global-id.js';
import { HomeFeedEventsDocument, OwnSecurityEventsDocument, PostEventsDocument, SecurityEventsDocument, SuspendedUsersDocument, SuspendUserDocument, UnsuspendUserDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';
import { type Member, MEMBERS_PASSWORD, type Person } from '../support/world.js';

let app: TestApp;
let other: TestApp;
let moderator: Member;
let admin: Member;
beforeAll(async () => {
  app = await startTestApp({ env: { ENTITY_CACHE: 'true', ANSWER_CACHE_SECONDS: '30' } });
  other = await startTestApp({ beside: app, env: { PLAZA_ROLE: 'realtime' } });
  [moderator, admin] = await Promise.all([app.world.official('MODERATOR'), app.world.official('ADMIN')]);
});
afterAll(async () => {
  await other.close();
  await app.close();
});

const suspend = async (by: Person, whom: Pick<Person, 'id'>, reason = 'Spam') => by.client.run(SuspendUserDocument, { input: { userId: whom.id, reason } });
const unsuspend = async (by: Person, whom: Pick<Person, 'id'>) => by.client.run(UnsuspendUserDocument, { input: { userId: whom.id } });
const login = async ({ username }: Person, password = MEMBERS_PASSWORD) =>
  (await app.client().query<{ login: { accessToken: string | null; userErrors: { code: string }[] } }>('mutation ($input: LoginInput!) { login(input: $input) { accessToken userErrors { code } } }', { input: { usernameOrEmail: username, password } })).data!.login;
const reasonOf = (answer: { errors: readonly { extensions: Record<string, unknown> }[] }) => answer.errors.map(({ extensions }) => [extensions['code'], extensions['reason']].filter(Boolean).join(' '))[0];
const listed = async (by: Person) => (await by.client.get(SuspendedUsersDocument, { first: 100 })).suspendedUsers!.edges.map(({ node }) => node);
const namesSeenBy = async (viewer: Person | null, { username, id }: Person, postId: string) => {
  const query = 'query ($username: String!, $id: ID!, $postId: ID!) { user(username: $username) { username } node(id: $id) { id } post(id: $postId) { text } }';
  return (await app.client(viewer?.token ?? null).query(query, { username, id, postId })).data;
};
const ABSENT = { user: null, node: null, post: null };

describe('who may suspend whom', () => {
  test('moderators suspend people, admins moderators too, and nobody those of their rank', async () => {
    const [person, colleague] = await Promise.all([app.world.person(), app.world.official('MODERATOR')]);
    expect(reasonOf(await suspend(person, colleague))).toBe('FORBIDDEN ROLE_NEEDED');
    expect(reasonOf(await suspend(moderator, colleague))).toBe('FORBIDDEN OUTRANKED');
    expect(reasonOf(await suspend(moderator, admin))).toBe('FORBIDDEN OUTRANKED');
    expect(reasonOf(await suspend(admin, await app.world.official('ADMIN')))).toBe('FORBIDDEN OUTRANKED');
    expect((await suspend(moderator, moderator)).data?.suspendUser?.userErrors).toMatchObject([{ code: 'SELF' }]);
    expect((await suspend(admin, colleague)).data?.suspendUser?.suspendedUser).toMatchObject({ username: colleague.username, reason: 'Spam', suspendedBy: { id: admin.id } });
    expect(reasonOf(await unsuspend(moderator, colleague))).toBe('FORBIDDEN OUTRANKED');
    expect((await unsuspend(admin, colleague)).data?.unsuspendUser?.user).toMatchObject({ id: colleague.id });
    expect(reasonOf(await suspend(moderator, { id: encodeUserId(mintId()) }))).toBe('NOT_FOUND');
    expect(reasonOf(await app.client().run(SuspendedUsersDocument))).toBe('UNAUTHENTICATED');
    expect(reasonOf(await person.client.run(SuspendedUsersDocument))).toBe('FORBIDDEN ROLE_NEEDED');
  });

  test('nobody escapes by a block', async () => {
    const person = await app.world.person();
    await app.world.block(person, moderator);
    expect((await suspend(moderator, person)).data?.suspendUser?.suspendedUser).toMatchObject({ username: person.username });
    expect((await unsuspend(moderator, person)).data?.unsuspendUser).toMatchObject({ user: null, userErrors: [] });
  });

  test('a reason is needed, and has a longest length', async () => {
    const person = await app.world.person();
    for (const [reason, code] of [[' ', 'BLANK'], ['x'.repeat(501), 'TOO_LONG'], ['a\0', 'INVALID']] as const) {
      expect((await suspend(moderator, person, reason)).data?.suspendUser?.userErrors).toMatchObject([{ code, field: 'reason' }]);
    }
    expect((await suspend(moderator, person, '🙂'.repeat(500))).data?.suspendUser?.userErrors).toEqual([]);
  });
});

describe('what a suspension does', () => {
  test('the person and their content are absent at once, also in answers that were kept, and all is back afterwards', async () => {
    const [culprit, fan] = [await app.world.member('culprit'), await app.world.person('fan')];
    await app.world.follow(fan, culprit);
    const postId = await app.world.post(culprit, 'Words');
    const square = await app.world.post(fan, 'Square');
    const commentId = await app.world.comment(culprit, square, 'More words');
    for (const viewer of [null, fan, moderator]) expect(await namesSeenBy(viewer, culprit, postId)).toMatchObject({ post: { text: 'Words' } });

    await suspend(moderator, culprit);
    for (const viewer of [null, fan, moderator]) expect(await namesSeenBy(viewer, culprit, postId)).toEqual(ABSENT);
    const lists = '{ homeFeed { edges { node { id } } } node(id: $id) { id } viewer { user { following { edges { node { id } } } } } }';
    const seen = (await fan.client.query(`query ($id: ID!) ${lists}`, { id: commentId })).body;
    for (const id of [postId, commentId, culprit.id]) expect(seen).not.toContain(`"${id}"`);
    expect(await listed(moderator)).toEqual(expect.arrayContaining([expect.objectContaining({ userId: culprit.id, username: culprit.username, reason: 'Spam' })]));

    await unsuspend(moderator, culprit);
    for (const viewer of [null, fan]) expect(await namesSeenBy(viewer, culprit, postId)).toMatchObject({ user: { username: culprit.username }, post: { text: 'Words' } });
    expect((await fan.client.query('{ homeFeed { edges { node { id } } } viewer { user { following { edges { node { id } } } } } }')).body).toMatch(new RegExp(`${postId}.*${culprit.id}`));
    expect((await listed(moderator)).map(({ userId }) => userId)).not.toContain(culprit.id);
    expect((await login(culprit)).accessToken).toEqual(expect.any(String));
  });

  test('S4: sessions, refresh tokens and sockets end; signing in says why to the right password alone', async () => {
    const culprit = await app.world.member('culprit');
    const live = app.live(culprit.token);
    const feed = live.subscribe(HomeFeedEventsDocument);
    await until(async () => {
      await app.world.post(culprit, 'Is anybody there?');
      return feed.received.length > 0;
    });
    await suspend(moderator, culprit);
    await until(() => live.closeCodes.length > 0);
    expect(live.closeCodes).toEqual([4403]);
    expect((await culprit.client.query('{ viewer { email } }')).status).toBe(401);
    expect(reasonOf(await app.client().query('mutation ($input: RefreshTokenInput!) { refreshToken(input: $input) { accessToken } }', { input: { refreshToken: culprit.refreshToken } }))).toBe('UNAUTHENTICATED');
    expect((await login(culprit)).userErrors).toMatchObject([{ code: 'SUSPENDED' }]);
    expect((await login(culprit, 'another password')).userErrors).toMatchObject([{ code: 'WRONG_CREDENTIALS' }]);
  });

  test('S4: on another process the socket closes with 4403 and requests are refused, within a second, and nothing comes after', async () => {
    const [culprit, friend] = (await app.world.people(['culprit', 'friend'])) as [Person, Person];
    await app.world.follow(culprit, friend);
    const live = other.live(culprit.token);
    const feed = live.subscribe(HomeFeedEventsDocument);
    await until(async () => {
      await app.world.post(friend, 'Is anybody there?');
      return feed.received.length > 0;
    });
    expect((await other.client(culprit.token).query('{ viewer { role } }')).status).toBe(200);
    await suspend(moderator, culprit);
    await Promise.all([until(() => live.closeCodes.length > 0, 1_000), until(async () => (await other.client(culprit.token).query('{ viewer { role } }')).status === 401, 1_000)]);
    expect(live.closeCodes).toEqual([4403]);
    // Somebody else who listens there hears what is published next; by then the culprit would have heard of it.
    const witness = await app.world.person('witness');
    await app.world.follow(witness, friend);
    const heard = other.live(witness.token).subscribe(HomeFeedEventsDocument);
    await until(async () => {
      await app.world.post(friend, 'Nobody is there');
      return JSON.stringify(heard.received).includes('Nobody is there');
    }, 15_000);
    expect(JSON.stringify(feed.received)).toContain('Is anybody there?');
    expect(JSON.stringify(feed.received)).not.toContain('Nobody is there');
  });

  test('of ten who sign in while somebody is suspended, by password or by an operator, nobody is left', async () => {
    const culprit = await app.world.member('culprit');
    const entries = Array.from({ length: 10 }, async (_, i) => (i % 2 ? app.world.signedIn(culprit).then(({ token }) => token, () => null) : (await login(culprit)).accessToken));
    const [, tokens] = await Promise.all([suspend(moderator, culprit), Promise.all(entries)]);
    for (const token of tokens) if (token) expect((await app.client(token).query('{ viewer { role } }')).status).toBe(401);
    const left: unknown = await app.plaza.stores.postgres.dataSource.query('SELECT id FROM sessions WHERE user_id = $1 AND revoked_at IS NULL', [culprit.userId]);
    expect(left).toEqual([]);
  });

  test('it stands in the log of the account, which its owner reads once they are back, and admins always, and moderators never', async () => {
    const culprit = await app.world.member('culprit');
    await suspend(moderator, culprit);
    const read = async (by: Person) => by.client.run(SecurityEventsDocument, { userId: culprit.id, first: 10 });
    const kindsFor = async (by: Person) => (await read(by)).data?.securityEvents?.edges.map(({ node }) => [node.kind, node.actorId]);
    expect(await kindsFor(admin)).toContainEqual(['ACCOUNT_SUSPENDED', moderator.id]);
    expect(reasonOf(await read(moderator))).toBe('FORBIDDEN ROLE_NEEDED');
    await unsuspend(moderator, culprit);
    const own = (await (await app.world.signedIn(culprit)).client.get(OwnSecurityEventsDocument, { first: 10 })).viewer!.securityEvents.edges.map(({ node }) => node);
    expect(own).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'ACCOUNT_SUSPENDED', byOwner: false, actorId: null }), expect.objectContaining({ kind: 'ACCOUNT_UNSUSPENDED' })]));
  });

  test('a stream about a post of theirs ends for whoever listens', async () => {
    const [culprit, fan] = (await app.world.people(['culprit', 'fan'])) as [Person, Person];
    const postId = await app.world.post(culprit, 'Words');
    const events = app.live(fan.token).subscribe(PostEventsDocument, { postId });
    await until(async () => {
      await app.world.comment(fan, postId, 'Is anybody there?');
      return events.received.length > 0;
    });
    await suspend(moderator, culprit);
    await events.until(({ ended }) => ended, 10_000);
  });

  test('somebody who was imported and has no account can be suspended, and let back in', async () => {
    const { profiles, inPostgres } = app.plaza.assembly;
    const userId = mintId();
    const username = `imported_${Math.random().toString(36).slice(2, 8)}`;
    await inPostgres.commit.run((tx) => profiles.create(tx, { userId, username, displayName: null, createdAt: new Date() }));
    const seen = async () => (await app.client().query('query ($username: String!) { user(username: $username) { id } }', { username })).data?.['user'];
    expect(await seen()).not.toBeNull();
    await suspend(moderator, { id: encodeUserId(userId) });
    expect(await seen()).toBeNull();
    await unsuspend(moderator, { id: encodeUserId(userId) });
    expect(await seen()).not.toBeNull();
  });

  test('suspending once more changes nothing, and each time stays in the history', async () => {
    const culprit = await app.world.person('culprit');
    await suspend(moderator, culprit, 'First');
    expect((await suspend(admin, culprit, 'Second')).data?.suspendUser?.suspendedUser).toMatchObject({ reason: 'First', suspendedBy: { id: moderator.id } });
    await unsuspend(moderator, culprit);
    expect((await unsuspend(moderator, culprit)).data?.unsuspendUser?.userErrors).toEqual([]);
    await suspend(admin, culprit, 'Third');
    const rows: unknown = await app.plaza.stores.postgres.dataSource.query('SELECT reason, suspended_by, lifted_by FROM suspensions WHERE user_id = $1 ORDER BY id', [culprit.userId]);
    expect(rows).toEqual([
      { reason: 'First', suspended_by: moderator.userId, lifted_by: moderator.userId },
      { reason: 'Third', suspended_by: admin.userId, lifted_by: null },
    ]);
    const kinds: unknown = await app.plaza.stores.postgres.dataSource.query(`SELECT kind FROM security_events WHERE user_id = $1 AND kind LIKE 'ACCOUNT_%' ORDER BY id`, [culprit.userId]);
    expect(kinds).toEqual(['ACCOUNT_SUSPENDED', 'ACCOUNT_UNSUSPENDED', 'ACCOUNT_SUSPENDED'].map((kind) => ({ kind })));
  });
});

describe('how it is asked, and how it fails', () => {
  test('T1: no page elsewhere suspends anybody in a moderator\'s name: forms, plain text and GET are refused', async () => {
    const person = await app.world.person();
    const query = `mutation { suspendUser(input: { userId: "${person.id}", reason: "forged" }) { userErrors { code } } }`;
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
      expect((await moderator.client.send({ body: JSON.stringify({ query }), headers: { 'content-type': type } })).status).toBeGreaterThanOrEqual(400);
    }
    const path = `/graphql?${new URLSearchParams({ query }).toString()}`;
    expect((await moderator.client.send({ method: 'GET', path, headers: { 'apollo-require-preflight': 'yes' } })).status).toBe(405);
    expect((await person.client.query('{ viewer { role } }')).status).toBe(200);
  });

  test('T3: a surprise of the store tells nothing but an id, which the log has; nothing is half done, and the next call works', async () => {
    const person = await app.world.person();
    const sql = (statement: string): Promise<unknown> => app.plaza.stores.postgres.dataSource.query(statement);
    await sql('ALTER TABLE suspensions RENAME TO suspensions_elsewhere');
    const answer = await suspend(moderator, person).finally(() => sql('ALTER TABLE suspensions_elsewhere RENAME TO suspensions'));
    const { errorId, ...extensions } = answer.errors[0]!.extensions;
    expect([answer.errors[0]!.message, extensions]).toEqual(['Internal server error.', { code: 'INTERNAL_SERVER_ERROR' }]);
    expect(answer.body).not.toMatch(/suspensions|relation|postgres|stack|\.[jt]s/i);
    expect(app.logged.some((line) => line.includes(String(errorId)) && line.includes('suspensions'))).toBe(true);
    expect((await person.client.query('{ viewer { role } }')).status).toBe(200);
    expect((await suspend(moderator, person)).data?.suspendUser?.userErrors).toEqual([]);
  });
});
