import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HomeFeedEventsDocument, CreateServiceTokenDocument, OwnServiceTokensDocument, RevokeServiceTokenDocument, ServiceTokensDocument } from '../generated/operations.js';
import { schemaResolvers } from '../../src/app/assemble.js';
import { makeSchema } from '../../src/app/schema.js';
import { policiesOf } from '../../src/graphql/gate.js';
import { type Scope, SCOPES } from '../../src/kernel/policy.js';
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

const soon = (ms = 3_600_000) => new Date(Date.now() + ms).toISOString();
async function make(owner: Person, scopes: readonly Scope[], expiresAt = soon()) {
  const { createServiceToken } = await admin.client.get(CreateServiceTokenDocument, { input: { name: 'A machine', scopes: [...scopes], expiresAt, userId: owner.id } });
  return { token: createServiceToken!.token!, id: createServiceToken!.serviceToken!.id };
}
const statusOf = async (at: TestApp, token: string) => (await at.client(token).query('{ viewer { role } }')).status;

describe('Z8: what a service token may', () => {
  test('every operation asks for its scope, and those without one are closed to all scopes', async () => {
    const owner = await app.world.official('MODERATOR');
    const all = Object.keys(SCOPES) as Scope[];
    const tokens = new Map(await Promise.all(all.map(async (scope) => [scope, (await make(owner, [scope])).token] as const)));
    const schema = await makeSchema(schemaResolvers());
    const fields = [...policiesOf(schema)].filter(([name]) => /^(Query|Mutation)\./.test(name));
    expect(fields.length).toBeGreaterThan(40);
    for (const [name, policy] of fields) {
      const [root, field] = name.split('.') as [string, string];
      const { args } = (root === 'Query' ? schema.getQueryType() : schema.getMutationType())!.getFields()[field]!;
      const type = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
      for (const scope of all) {
        // Without its variables nothing runs; so inputs are spelled that reach the gate and are refused right behind it.
        const call = `${root.toLowerCase()} { ${field}${literalsOf(args)} { __typename } }`;
        const { body } = await app.client(tokens.get(scope)!).query(call);
        const refused = body.includes('SCOPE_NEEDED');
        expect({ name, type, scope, refused }).toEqual({ name, type, scope, refused: policy.scope !== scope });
      }
    }
  });

  test('with all scopes it reads nothing of how the account is signed in to, through whatever', async () => {
    const owner = await app.world.official('MODERATOR');
    const client = app.client((await make(owner, Object.keys(SCOPES) as Scope[])).token);
    const ways = ['email', 'sessions { id ipAddress }', 'serviceTokens { id }', 'securityEvents(first: 1) { edges { cursor } }'];
    const asked = async (by: Person['client']) => Promise.all(ways.map(async (way) => (await by.query(`{ viewer { ${way} } }`)).errors[0]?.extensions['reason']));
    expect(await asked(client)).toEqual(ways.map(() => 'SCOPE_NEEDED'));
    expect(await asked(owner.client)).toEqual(ways.map(() => undefined));
    expect((await client.query('{ viewer { mutedUsers(first: 1) { edges { cursor } } followRequests(first: 1) { edges { cursor } } } }')).errors).toEqual([]);
  });

  test('it acts for its owner, as SERVICE, and its uses are noted', async () => {
    const owner = await app.world.person('owner');
    const { token, id } = await make(owner, ['READ', 'WRITE_POSTS']);
    const machine = { ...owner, token, client: app.client(token) };
    expect((await machine.client.query('{ viewer { role user { username } } }')).data).toEqual({ viewer: { role: 'SERVICE', user: { username: owner.username } } });
    const postId = await app.world.post(machine, 'By a machine');
    expect((await owner.client.query('query ($id: ID!) { post(id: $id) { author { username } } }', { id: postId })).data).toEqual({ post: { author: { username: owner.username } } });
    await until(async () => (await owner.client.get(OwnServiceTokensDocument)).viewer!.serviceTokens[0]?.lastUsedAt != null);
    const { viewer } = await owner.client.get(OwnServiceTokensDocument);
    expect(viewer?.serviceTokens).toMatchObject([{ id, name: 'A machine', scopes: ['READ', 'WRITE_POSTS'], createdBy: { id: admin.id } }]);
    const { serviceTokens } = await admin.client.get(ServiceTokensDocument, { first: 100 });
    expect(serviceTokens?.edges.map(({ node }) => node.id)).toContain(id);
    const kept = JSON.stringify([await app.plaza.stores.postgres.dataSource.query('SELECT * FROM service_tokens'), app.logged, viewer]);
    expect(kept).not.toContain(token);
  });

  test('only admins make them, with a scope, an end that is not too far, and no more than there may be', async () => {
    const owner = await app.world.person('owner');
    const input = { name: 'x', scopes: ['READ' as const], expiresAt: soon(), userId: owner.id };
    const verdict = async (by: Person, changes: object) => {
      const { data, errors } = await by.client.run(CreateServiceTokenDocument, { input: { ...input, ...changes } });
      return data?.createServiceToken ? (data.createServiceToken.userErrors[0]?.code ?? 'made') : (errors[0]?.extensions['reason'] ?? errors[0]?.extensions.code);
    };
    expect(await verdict(owner, {})).toBe('ROLE_NEEDED');
    expect(await verdict(admin, { scopes: [] })).toBe('BLANK');
    expect(await verdict(admin, { scopes: ['MODERATE'] })).toBe('INVALID');
    expect(await verdict(admin, { expiresAt: soon(366 * 86_400_000) })).toBe('TOO_LONG');
    expect(await verdict(admin, { expiresAt: new Date(0).toISOString() })).toBe('INVALID');
    expect(await verdict(admin, {})).toBe('made');
    expect(await verdict(admin, { userId: 'VXNlcjox' })).toBe('NOT_FOUND');
  });
});

describe('S4: how a service token ends', () => {
  test('revoked by its owner or an admin, it is dead on both processes within a second, sockets included; others learn nothing of it', async () => {
    const [owner, stranger] = (await app.world.people(['owner', 'stranger'])) as [Person, Person];
    const { token, id } = await make(owner, ['READ']);
    const live = other.live(token);
    const feed = live.subscribe(HomeFeedEventsDocument);
    await until(async () => {
      await app.world.post(owner, 'Is anybody there?');
      return feed.received.length > 0;
    });
    expect([await statusOf(app, token), await statusOf(other, token)]).toEqual([200, 200]);
    expect((await stranger.client.run(RevokeServiceTokenDocument, { input: { tokenId: id } })).errors[0]?.extensions.code).toBe('NOT_FOUND');
    expect(await owner.client.get(RevokeServiceTokenDocument, { input: { tokenId: id } })).toMatchObject({ revokeServiceToken: { revokedTokenId: id } });
    expect(await statusOf(app, token)).toBe(401);
    await until(async () => (await statusOf(other, token)) === 401, 1_000);
    await until(() => live.closeCodes[0] === 4401, 1_000);
    expect((await owner.client.run(RevokeServiceTokenDocument, { input: { tokenId: id } })).errors[0]?.extensions.code).toBe('NOT_FOUND');
  });

  test('its own end closes its socket, and a suspension of its owner ends it as well', async () => {
    const owner = await app.world.person('owner');
    const short = await make(owner, ['READ'], soon(2_500));
    const live = app.live(short.token);
    live.subscribe(HomeFeedEventsDocument);
    await until(() => live.closeCodes[0] === 4401, 10_000);
    expect(await statusOf(app, short.token)).toBe(401);
    const long = await make(owner, ['READ']);
    await admin.client.query('mutation ($id: ID!) { suspendUser(input: { userId: $id, reason: "Spam" }) { userErrors { code } } }', { id: owner.id });
    await until(async () => (await statusOf(other, long.token)) === 401, 1_000);
    expect(await statusOf(app, long.token)).toBe(401);
  });

  test.each(['plaza_st_', `plaza_st_${'A'.repeat(43)}`, 'plaza_st_x.y.z', `plaza_st_${'A'.repeat(4_000)}`])('a made-up one is as dead as a forged access token: %.20s', async (token) => {
    const [made, forged] = await Promise.all([token, 'a.b.c'].map((each) => app.client(each).query('{ viewer { role } }')));
    expect([made!.status, made!.body]).toEqual([401, forged!.body]);
  });
});

/** The least literals that validate; behind the gate they name nothing that is there. */
function literalsOf(args: readonly { readonly name: string; readonly type: unknown; readonly defaultValue: unknown }[]): string {
  const needed = args.filter(({ type, defaultValue }) => String(type).endsWith('!') && defaultValue === undefined);
  return needed.length === 0 ? '' : `(${needed.map(({ name, type }) => `${name}: ${literalOf(type)}`).join(', ')})`;
}
function literalOf(type: unknown): string {
  const { ofType } = type as { ofType?: unknown };
  if (String(type).startsWith('[')) return '[]';
  if (ofType) return literalOf(ofType);
  const { getFields, getValues, name } = type as { name: string; getFields?: () => Record<string, { name: string; type: unknown; defaultValue: unknown }>; getValues?: () => { name: string }[] };
  if (getValues) return getValues.call(type)[0]!.name;
  if (getFields) return `{ ${Object.values(getFields.call(type)).filter((field) => String(field.type).endsWith('!')).map((field) => `${field.name}: ${literalOf(field.type)}`).join(', ')} }`;
  return { Int: '1', Boolean: 'true', DateTime: `"${soon()}"` }[name] ?? '"x"';
}
