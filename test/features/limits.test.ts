import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Attack, ATTACKS, DEEP_VARIABLES } from '../support/attack-documents.js';
import { expectCalm, quickly } from '../support/calm.js';
import { countResolvers } from '../support/count-resolvers.js';
import { RawSocket } from '../support/raw-socket.js';

const REQUEST_CODES = ['BAD_USER_INPUT', 'BAD_REQUEST', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE'];
/** An attack gets back no more than this, whatever it sent. */
const MAX_ANSWER_BYTES = 20_000;

let app: TestApp;
let counter: { calls: number };
beforeAll(async () => {
  app = await startTestApp({ env: { ANSWER_CACHE_SECONDS: '10' } });
  counter = countResolvers(app);
});
afterAll(() => app.close());

interface Refusal {
  readonly message: string;
  readonly extensions: { readonly code: string };
}

function expectRefusal(name: string, names: RegExp, body: string, errors: readonly Refusal[]): void {
  expectCalm(body);
  expect({ name, named: names.test(body) ? 'yes' : body.slice(0, 500) }).toEqual({ name, named: 'yes' });
  expect(body.length).toBeLessThan(MAX_ANSWER_BYTES);
  expect(errors.length).toBeGreaterThan(0);
  for (const error of errors) expect(REQUEST_CODES).toContain(error.extensions.code);
}

async function expectAlive(): Promise<void> {
  expect(counter.calls).toBe(0);
  expect((await app.client().query('{ viewer { email } }')).data).toEqual({ viewer: null });
  expect(counter.calls).toBe(1);
  counter.calls = 0;
  expect(app.logged.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
}

const bodyOf = ({ query, variables = {} }: Pick<Attack, 'query' | 'variables'>) => JSON.stringify({ query, variables });

test('L1: every attack on the limits gets 400 over HTTP, names what is wrong, and no resolver runs', async () => {
  for (const attack of ATTACKS) {
    const { status, body } = await quickly(() => app.client().send({ body: bodyOf(attack) }));
    expect({ name: attack.name, status }).toEqual({ name: attack.name, status: 400 });
    const answer = JSON.parse(body) as { data?: unknown; errors: Refusal[] };
    expect(answer.data).toBeUndefined();
    expectRefusal(attack.name, attack.names, body, answer.errors);
  }
  await expectAlive();
});

test('L1 B7: the same attacks are refused over websockets, one after the other on one socket', async () => {
  const socket = await new RawSocket(app.url).init();
  let sent = 0;
  for (const attack of ATTACKS) {
    const message = JSON.stringify({ query: attack.query, variables: attack.variables ?? {} });
    if (Buffer.byteLength(message) > 60_000) continue;
    sent++;
    const { type, payload } = await quickly(() => socket.ask(attack.name, JSON.parse(message) as object));
    expect({ name: attack.name, type }).toEqual({ name: attack.name, type: expect.stringMatching(/^(error|next)$/) });
    // Variables are read when the operation is executed: their mistakes are its result, without data.
    const errors = (type === 'error' ? payload : (payload as { errors: unknown }).errors) as Refusal[];
    if (type === 'next') expect(payload).not.toHaveProperty('data');
    expectRefusal(attack.name, attack.names, JSON.stringify(payload), errors);
  }
  expect(sent).toBeGreaterThan(ATTACKS.length - 15);
  socket.close();
  await expectAlive();
});

test('L1: variables of 9,000 levels are refused on both ways', async () => {
  const socket = await new RawSocket(app.url).init();
  for (const { name, query, variables } of DEEP_VARIABLES) {
    const payload = `{"query":${JSON.stringify(query)},"variables":${variables}}`;
    const { status, body } = await quickly(() => app.client().send({ body: payload }));
    expect({ name, status }).toEqual({ name, status: 400 });
    expectRefusal(name, /levels in its variables/, body, (JSON.parse(body) as { errors: Refusal[] }).errors);
    socket.send(`{"type":"subscribe","id":${JSON.stringify(name)},"payload":${payload}}`);
    const answer = await socket.next((message) => message.id === name);
    expectRefusal(name, /levels in its variables/, JSON.stringify(answer), answer.payload as Refusal[]);
  }
  socket.close();
  await expectAlive();
});

test('L1 B7: a subscription meets the same limits as a query', async () => {
  const socket = await new RawSocket(app.url).init();
  const deep = `subscription { postEvents(postId: "x") { ... on CommentAdded { comment { ${'post { comments { edges { node { '.repeat(6)} id ${'} } } } '.repeat(6)} } } } }`;
  expect(JSON.stringify(await socket.ask('deep', { query: deep }))).toMatch(/nested fields/);
  const wide = `subscription { postEvents(postId: "x") { ... on PostEdited { post { comments(first: 100) { edges { node { replies(first: 100) { edges { node { replies(first: 100) { edges { cursor } } } } } } } } } } } }`;
  expect(JSON.stringify(await socket.ask('wide', { query: wide }))).toMatch(/rows/);
  socket.close();
  await expectAlive();
});

test('what tools and people need is within the limits', async () => {
  const introspection = await app.client().query(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, oneOf: true }));
  expect(introspection.errors).toEqual([]);
  const home = 'query ($n: Int = 50) { publicFeed(first: $n) { edges { node { author { id } comments(first: 2) { edges { node { text author { id } replies(first: 2) { edges { cursor } } } } } } } } }';
  expect((await app.client().query(home)).errors).toEqual([]);
  expect((await app.client().query(home, { n: 100 })).errors).toEqual([]);
  expect((await app.client().query(`{ ${Array.from({ length: 30 }, (_, i) => `a${i}: viewer { email }`).join(' ')} }`)).errors).toEqual([]);
  const ids = await app.client().query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array(100).fill('x') });
  expect(ids.data).toEqual({ nodes: Array(100).fill(null) });
  expect((await app.client().query('{ user(username: "{{{{[[[[((((") { id } } # {{{{{{')).data).toEqual({ user: null });
});
