import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectCalm, quickly } from '../support/calm.js';
import type { RawRequest } from '../support/client.js';
import { rawHttp, rawRequest } from '../support/raw-http.js';
import type { Person } from '../support/world.js';

const ORIGIN = 'https://app.example.org';
const QUERY = '{ viewer { user { username } } }';
const BODY = JSON.stringify({ query: QUERY });
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const at = (parameters: Record<string, string>) => `/graphql?${new URLSearchParams(parameters).toString()}`;

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await startTestApp({ env: { CORS_ORIGINS: ORIGIN } });
  ada = await app.world.person('ada');
});
afterAll(() => app.close());

async function send(request: RawRequest, token: string | null = null) {
  const answer = await quickly(() => app.client(token).send(request));
  expectCalm(answer.body);
  expectCalm(JSON.stringify(answer.headers));
  return answer;
}

/** The status, and the code of the first error, of an answer that is GraphQL's in shape. */
async function verdict(request: RawRequest, token: string | null = null): Promise<string> {
  const { status, body } = await send(request, token);
  const { errors, data } = JSON.parse(body) as { errors?: { extensions: { code: string } }[]; data?: unknown };
  return `${status} ${errors ? errors[0]!.extensions.code : JSON.stringify(data)}`;
}

async function expectAlive(): Promise<void> {
  expect(await verdict({ body: BODY })).toBe('200 {"viewer":null}');
  expect(app.logged.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
}

test('T1: what a page elsewhere could send without asking is refused: forms, multipart, plain text, no type, GET without a header', async () => {
  const mutation = JSON.stringify({ query: 'mutation { createPost(input: { text: "forged" }) { post { id } } }' });
  for (const type of ['text/plain', 'text/plain;charset=UTF-8', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '', ';', 'application/json, text/plain', 'text/plain; application/json', 'application/graphql', 'text/html']) {
    expect({ type, verdict: await verdict({ body: mutation, headers: { 'content-type': type } }, ada.token) }).toEqual({ type, verdict: expect.stringMatching(/^(400 BAD_REQUEST|415 BAD_USER_INPUT)$/) });
  }
  for (const headers of [{}, { 'content-type': 'text/plain' }, { 'content-type': 'application/x-www-form-urlencoded' }] as Record<string, string>[]) {
    expect(await verdict({ method: 'GET', path: at({ query: QUERY }), headers }, ada.token)).toBe('400 BAD_REQUEST');
  }
  expect((await ada.client.query('{ viewer { user { posts { edges { cursor } } } } }')).data).toEqual({ viewer: { user: { posts: { edges: [] } } } });
});

test('T1: GET runs queries alone', async () => {
  const headers = { 'apollo-require-preflight': 'yes' };
  expect(await verdict({ method: 'GET', path: at({ query: QUERY }), headers }, ada.token)).toBe(`200 {"viewer":{"user":{"username":"${ada.username}"}}}`);
  expect(await verdict({ method: 'GET', path: at({ query: 'mutation { logout(input: {}) { loggedOut } }' }), headers }, ada.token)).toBe('405 BAD_REQUEST');
  expect(await verdict({ method: 'GET', path: at({ query: `query A ${QUERY} mutation B { logout(input: {}) { loggedOut } }`, operationName: 'B' }), headers }, ada.token)).toBe('405 BAD_REQUEST');
  expect(await verdict({ method: 'GET', path: at({ query: 'subscription { homeFeedEvents { __typename } }' }), headers })).toMatch(/^(400|405) BAD_/);
  for (const parameters of [{ query: QUERY, variables: '{' }, { query: QUERY, variables: '5' }, { query: QUERY, extensions: '[' }, { query: '' }, {}] as Record<string, string>[]) {
    expect(await verdict({ method: 'GET', path: at(parameters), headers })).toMatch(/^400 BAD_REQUEST/);
  }
  expect(await verdict({ method: 'GET', path: `/graphql?query=${'{'.repeat(10_000)}`, headers })).toBe('400 BAD_USER_INPUT');
  await expectAlive();
});

test('a subscription that comes by POST is told where to go', async () => {
  const { status, body } = await send({ body: JSON.stringify({ query: 'subscription { homeFeedEvents { __typename } }' }) }, ada.token);
  expect(status).toBe(400);
  expect(body).toMatch(/"message":"Subscriptions are served over websockets .*"code":"BAD_USER_INPUT"/);
});

test('I6: bodies that are no request get 400, and an inherited name in them is inert', async () => {
  const bodies = ['', ' ', '{', 'null', '5', '"x"', '[]', '{}', '{"query":5}', '{"query":{}}', '{"query":null}', `{"query":"${QUERY}","variables":[]}`, `{"query":"${QUERY}","variables":"x"}`, `{"query":"${QUERY}","operationName":5}`, `{"query":"${QUERY}","extensions":[]}`, '\0', '\ufeff', `[${Array(20).fill(BODY).join()}]`, '['.repeat(100_000), `{"query":"${QUERY}","__proto__":{"x":1}}`, `{"query":"${QUERY}","variables":{"constructor":{"prototype":{"x":1}}}}`];
  for (const body of bodies) expect({ body: body.slice(0, 60), verdict: await verdict({ body }) }).toEqual({ body: body.slice(0, 60), verdict: expect.stringMatching(/^400 (BAD_REQUEST|BAD_USER_INPUT|GRAPHQL_PARSE_FAILED)/) });
  expect(await verdict({ body: `{"query":"query A ${QUERY}","operationName":"__proto__"}` })).toBe('400 OPERATION_RESOLUTION_FAILURE');
  expect(await verdict({ body: '{"query":"query ($__proto__: ID! = \\"x\\") { __proto__: node(id: $__proto__) { constructor: id } }"}' })).toBe('200 {"__proto__":null}');
  expect(({} as { x?: unknown }).x).toBeUndefined();
  await expectAlive();
});

test('I6: bodies in other encodings, compressed or too large are refused before they are read', async () => {
  for (const charset of ['utf-7', 'utf-16', 'utf-32le', 'latin1', '"utf-16"', 'x'.repeat(1_000)]) {
    expect(await verdict({ body: Buffer.from(BODY, 'utf16le'), headers: { 'content-type': `application/json; charset=${charset}` } })).toBe('415 BAD_USER_INPUT');
  }
  for (const charset of ['utf-8', 'UTF-8', '"utf-8"', 'utf8']) expect(await verdict({ body: BODY, headers: { 'content-type': `application/json; charset=${charset}` } })).toBe('200 {"viewer":null}');
  for (const encoding of ['gzip', 'br', 'deflate', 'gzip, gzip', 'x']) expect(await verdict({ body: gzipSync(Buffer.alloc(5_000_000)), headers: { 'content-encoding': encoding } })).toBe('415 BAD_USER_INPUT');
  expect(await verdict({ body: gzipSync(BODY) })).toBe('400 BAD_USER_INPUT');
  for (const bytes of ['\xff\xfe', '\xc0\xaf', '\xed\xa0\x80', '\xf0\x9f\x98']) expect(await verdict({ body: Buffer.from(`{"query":"{ user(username: \\"${bytes}\\") { id } }"}`, 'latin1') })).toBe('400 BAD_USER_INPUT');
  expect(await verdict({ body: JSON.stringify({ query: `{ user(username: "${'a'.repeat(10_000_000)}") { id } }` }) })).toBe('413 BAD_USER_INPUT');
  await expectAlive();
});

test('persisted queries: a wrong hash, an odd version and an unknown hash each get their 400; a right one is known from then on', async () => {
  const extensions = (persistedQuery: unknown) => ({ extensions: { persistedQuery } });
  const post = (request: object) => verdict({ body: JSON.stringify(request) });
  const query = `query Persisted${Math.random().toString(36).slice(2)} ${QUERY}`;
  const right = { version: 1, sha256Hash: hashOf(query) };
  expect(await post(extensions(right))).toBe('400 PERSISTED_QUERY_NOT_FOUND');
  for (const sha256Hash of [hashOf('other'), '', 'x', hashOf(query).toUpperCase(), 5, null, {}, [hashOf(query)], '__proto__', 'x\0', 'x'.repeat(100_000)]) {
    expect(await post({ query, ...extensions({ version: 1, sha256Hash }) })).toBe('400 BAD_USER_INPUT');
    expect(await post(extensions({ version: 1, sha256Hash }))).toBe('400 PERSISTED_QUERY_NOT_FOUND');
  }
  for (const version of [0, 2, '1', null, [], {}, undefined]) expect(await post({ query, ...extensions({ ...right, version }) })).toBe('400 BAD_USER_INPUT');
  for (const odd of [5, 'x', [], {}, true]) expect(await post({ query, ...extensions(odd) })).toBe('400 BAD_USER_INPUT');
  expect(await post({ query, ...extensions(right) })).toBe('200 {"viewer":null}');
  expect(await post(extensions(right))).toBe('200 {"viewer":null}');
  const bomb = `{ ${'__typename '.repeat(1_000)} }`;
  expect(await post({ query: bomb, ...extensions({ version: 1, sha256Hash: hashOf(bomb) }) })).toBe('400 BAD_USER_INPUT');
  expect(await post(extensions({ version: 1, sha256Hash: hashOf(bomb) }))).toBe('400 PERSISTED_QUERY_NOT_FOUND');
  await expectAlive();
});

test('Z7: anonymous GETs by hash can be kept and asked for again by their ETag; nothing else can be kept', async () => {
  const query = `query Kept { user(username: "${ada.username}") { displayName } }`;
  const path = at({ extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hashOf(query) } }) });
  const headers = { 'apollo-require-preflight': 'yes' };
  await send({ body: JSON.stringify({ query, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } } }) });
  const first = await send({ method: 'GET', path, headers });
  expect([first.status, first.headers['cache-control'], first.headers['etag']]).toEqual([200, 'no-cache', expect.stringMatching(/^"[\w-]{27}"$/)]);
  expect(first.headers['vary']).toMatch(/authorization/i);
  const again = await send({ method: 'GET', path, headers: { ...headers, 'if-none-match': first.headers['etag'] as string } });
  expect([again.status, again.body]).toEqual([304, '']);
  await ada.client.query('mutation { updateProfile(input: { displayName: "Ada, changed" }) { user { id } } }');
  const changed = await send({ method: 'GET', path, headers: { ...headers, 'if-none-match': first.headers['etag'] as string } });
  expect([changed.status, changed.body]).toEqual([200, expect.stringContaining('Ada, changed')]);

  const signedIn = await send({ method: 'GET', path, headers: { ...headers, 'if-none-match': changed.headers['etag'] as string } }, ada.token);
  expect([signedIn.status, signedIn.headers['cache-control'], signedIn.headers['etag']]).toEqual([200, 'private, no-store', undefined]);
  for (const request of [{ body: BODY }, { method: 'GET', path: at({ query: QUERY }), headers }, { body: '{' }] as RawRequest[]) {
    const { headers: got } = await send(request);
    expect(got['etag']).toBeUndefined();
    expect(got['cache-control'] ?? 'no-store').toContain('no-store');
  }
});

test('T1: CORS speaks to the listed origins alone, never to all', async () => {
  const welcome = await send({ method: 'OPTIONS', path: '/graphql', headers: { origin: ORIGIN, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,authorization' } });
  expect([welcome.status, welcome.headers['access-control-allow-origin'], welcome.headers['access-control-allow-credentials']]).toEqual([204, ORIGIN, 'true']);
  expect((await send({ body: BODY, headers: { origin: ORIGIN } })).headers['access-control-allow-origin']).toBe(ORIGIN);
  for (const origin of ['https://evil.example', 'null', `${ORIGIN}.evil.example`, ORIGIN.toUpperCase(), 'http://app.example.org', `${ORIGIN}:8443`, '*', 'x']) {
    const preflight = await send({ method: 'OPTIONS', path: '/graphql', headers: { origin, 'access-control-request-method': 'POST' } });
    expect({ origin, allowed: preflight.headers['access-control-allow-origin'] }).toEqual({ origin, allowed: undefined });
    for (const body of [BODY, '{', 'x'.repeat(300_000)]) expect((await send({ body, headers: { origin } })).headers['access-control-allow-origin']).toBeUndefined();
  }
});

test('I6: what is hardly HTTP gets a 4xx in the same shape, a closed connection, and the process goes on', async () => {
  const length = `Content-Length: ${BODY.length}`;
  const type = 'Content-Type: application/json';
  const requests: [name: string, text: string][] = [
    ['100 KB of headers', rawRequest('POST /graphql', [type, length, `X-Large: ${'a'.repeat(100_000)}`], BODY)],
    ['a length and chunks', rawRequest('POST /graphql', [type, length, 'Transfer-Encoding: chunked'], `0\r\n\r\n${BODY}`)],
    ['chunks that are none', rawRequest('POST /graphql', [type, 'Transfer-Encoding: chunked'], 'zz\r\nhello\r\n')],
    ['a chunk without end', rawRequest('POST /graphql', [type, 'Transfer-Encoding: chunked'], 'ffffffffffffffffff\r\n')],
    ['two lengths', rawRequest('POST /graphql', [type, length, 'Content-Length: 3'], BODY)],
    ['a negative length', rawRequest('POST /graphql', [type, 'Content-Length: -1'], BODY)],
    ['a length that is none', rawRequest('POST /graphql', [type, 'Content-Length: 1e3'], BODY)],
    ['an unknown coding', rawRequest('POST /graphql', [type, 'Transfer-Encoding: gzip'], BODY)],
    ['a header with NUL', rawRequest('POST /graphql', [type, length, 'X: a\0b'], BODY)],
    ['a header without a name', rawRequest('POST /graphql', [type, length, ': x'], BODY)],
    ['no method', rawRequest('/graphql', [])],
    ['another protocol', 'SSH-2.0-OpenSSH_9.0\r\n\r\n'],
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['no host', 'GET /graphql HTTP/1.1\r\n\r\n'],
  ];
  for (const [name, text] of requests) {
    const answer = await quickly(() => rawHttp(app.url, text));
    expect({ name, answer: answer.slice(0, 12) }).toEqual({ name, answer: expect.stringMatching(/^HTTP\/1\.1 4/) });
    expect(answer).toMatch(/^connection: close\r$/im);
    expectCalm(answer);
  }
  for (const path of ['/%', '/%ff', '/avatars/%00.svg', '/..%2f..%2fetc/passwd', `/${'a'.repeat(9_000)}`, '/graphql/', '/.env', '/avatars/x.svg/..']) expect(await verdict({ method: 'GET', path })).toMatch(/^(400 BAD_USER_INPUT|404 NOT_FOUND)/);
  for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND']) expect(await verdict({ method, path: '/graphql' })).toBe('404 NOT_FOUND');
  expect((await send({ method: 'HEAD', path: '/graphql' })).status).toBe(400);
  await expectAlive();
});

test('health says alive and ready to anybody, and nothing else', async () => {
  const health = await send({ method: 'GET', path: '/healthz' });
  expect([health.status, health.body, health.headers['cache-control']]).toEqual([200, '{"status":"alive"}', 'no-store']);
  const ready = await send({ method: 'GET', path: '/readyz', headers: { authorization: 'Bearer x' } });
  expect([ready.status, ready.body, ready.headers['cache-control']]).toEqual([200, '{"status":"ready"}', 'no-store']);
  expect(health.headers['x-powered-by'] ?? health.headers['server']).toBeUndefined();
  expect((await send({ method: 'GET', path: '/metrics' })).status).toBe(404);
});
