import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { schemaResolvers } from '../../src/app/assemble.js';
import { makeSchema } from '../../src/app/schema.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectCalm } from '../support/calm.js';
import { INJECTIONS } from '../support/injections.js';
import { type Place, placesOf, withValue } from '../support/schema-walk.js';
import { ENTRIES, makeScene, type Scene } from '../support/valid-calls.js';

const TEXTS = new Set(['String', 'ID', 'Cursor', 'URL', 'DateTime']);
/** Payloads that each place gets; with the places that there are, each payload gets to many of them. */
const PER_PLACE = 12;

let app: TestApp;
let scene: Scene;
let places: Place[];
beforeAll(async () => {
  app = await startTestApp({ sendsSecrets: false, env: { POINTS_PER_VIEWER: '0', POINTS_PER_ADDRESS: '0', POINTS_PER_ANONYMOUS_ADDRESS: '0' } });
  scene = await makeScene(app);
  places = placesOf(await makeSchema(schemaResolvers()), ENTRIES).filter(({ typeName, isList, operation }) => TEXTS.has(typeName) && !isList && operation !== 'subscription');
});
afterAll(() => app.close());

const send = async (query: string, variables: unknown): Promise<{ status: number; body: string }> => {
  const { status, body } = await app.client(scene.person.token).send({ body: JSON.stringify({ query, variables }) });
  expectCalm(body.replaceAll(/"message":"(?:[^"\\]|\\.)*"/g, ''));
  return { status, body };
};

const rowCounts = async (): Promise<Record<string, number>> => {
  const [row] = await app.plaza.stores.postgres.dataSource.query<Record<string, number>[]>('SELECT (SELECT count(*)::int FROM profiles) AS profiles, (SELECT count(*)::int FROM accounts) AS accounts, (SELECT count(*)::int FROM blocks) AS blocks');
  return row!;
};

test('I1: 300 payloads that mean something elsewhere are texts in every place that takes one: no surprise, and nothing of another\'s', async () => {
  expect(INJECTIONS.length).toBeGreaterThanOrEqual(300);
  expect(new Set(INJECTIONS).size).toBe(INJECTIONS.length);
  // Whoever is signed in stays so, and what is spoken of stays there.
  const tried = places.filter(({ field }) => !/^(logout|delete|deactivate|(un)?block|revoke|end[A-Z])/.test(field));
  expect(tried.length).toBeGreaterThan(30);
  let next = 0;
  for (const place of tried) {
    const payloads = Array.from({ length: PER_PLACE }, () => INJECTIONS[next++ % INJECTIONS.length]!);
    const answers = await Promise.all(payloads.map((payload) => send(place.query, withValue(scene.calls[place.field], place.path, payload))));
    expect({ place: place.name, odd: answers.filter(({ status }) => ![200, 400, 401, 429].includes(status)) }).toEqual({ place: place.name, odd: [] });
  }
  expect(next).toBeGreaterThan(INJECTIONS.length);
  expect(app.logged.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
});

test('I1: names, ids and cursors that are payloads find nothing, and nothing is slow', async () => {
  const before = await rowCounts();
  const started = process.cpuUsage();
  for (let at = 0; at < INJECTIONS.length; at += 100) {
    const ids = INJECTIONS.slice(at, at + 100);
    const { status, body } = await send('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect({ status, body: body.trim() }).toEqual({ status: 200, body: JSON.stringify({ data: { nodes: ids.map(() => null) } }) });
  }
  await Promise.all(
    INJECTIONS.map(async (payload) => {
      expect([payload, (await send('query ($it: String!) { user(username: $it) { id } }', { it: payload })).body.trim()]).toEqual([payload, '{"data":{"user":null}}']);
      expect((await send('query ($it: Cursor) { publicFeed(after: $it) { edges { cursor } } }', { it: payload })).body).toContain('BAD_USER_INPUT');
    }),
  );
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1_000 / (INJECTIONS.length * 2)).toBeLessThan(200);
  expect(await rowCounts()).toEqual(before);
});

test('I1: operators and inherited names in place of a text or an input are inert', async () => {
  for (const value of ['{"$gt":""}', '{"$ne":null}', '[{"$gt":""}]', '{"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{"x":1}}}', '{"toString":"x"}']) {
    for (const [query, name] of [['query ($it: ID!) { node(id: $it) { id } }', 'it'], ['query ($it: String!) { user(username: $it) { id } }', 'it'], ['mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { user { id } } }', 'input']] as const) {
      const { status, body } = await app.client(scene.person.token).send({ body: `{"query":${JSON.stringify(query)},"variables":{"${name}":${value}}}` });
      expect({ value, query, status, code: /"code":"(\w+)"/.exec(body)?.[1] }).toEqual({ value, query, status: 400, code: 'BAD_USER_INPUT' });
    }
  }
  expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
});
