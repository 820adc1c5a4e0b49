import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { rawHttp, rawRequest } from '../support/raw-http.js';

/** On each answer, with the values that data has; a page has another policy, a picture may be shown elsewhere. */
const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'strict-transport-security': expect.stringMatching(/^max-age=\d{8,}; includeSubDomains$/),
  'content-security-policy': expect.stringContaining("default-src 'none'"),
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': expect.stringMatching(/^(same|cross)-origin$/),
};

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { CORS_ORIGINS: 'https://app.example.org' } });
});
afterAll(() => app.close());

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function expectSafe(what: string, headers: Headers): void {
  expect({ what, headers }).toEqual({ what, headers: expect.objectContaining(EVERYWHERE) });
  expect({ what, told: [headers['x-powered-by'], headers['server']] }).toEqual({ what, told: [undefined, undefined] });
}

/** The headers of an answer that came as text. */
const headersIn = (text: string): Headers =>
  Object.fromEntries(text.split('\r\n\r\n', 1)[0]!.split('\r\n').slice(1).map((line) => [line.split(':', 1)[0]!.toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));

/** Every address that the code of the server serves. */
function routesInCode(): string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.test)\.ts$/.test(file));
  const found = files.flatMap((file) => [...readFileSync(join('src', file), 'utf8').matchAll(/(?:\.(?:get|post|all)(?:<[^(]*>)?\(\s*|\burl: )'(\/[^']*)'/g)].map((match) => match[1]!));
  return [...new Set(found)].filter((path) => path !== '/metrics').map((path) => path.replace(/:file\b/, 'ada.svg').replace(/:\w+/g, 'x'));
}

describe('T2: the headers that keep browsers from harm are on every answer', () => {
  test('of every address, with every method, at every status', async () => {
    const paths = [...routesInCode(), '/', '/nothing', '/graphql/x', '/avatars/-.svg', '/%zz', '/healthz?x=1', '/..%2f'];
    expect(paths).toEqual(expect.arrayContaining(['/graphql', '/healthz', '/readyz', '/explorer', '/avatars/ada.svg']));
    const statuses = new Set<number>();
    for (const path of paths) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']) {
        const { status, headers } = await app.client().send({ method, path });
        expectSafe(`${method} ${path} ${status}`, headers);
        statuses.add(status);
      }
    }
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]));
  });

  test('of GraphQL, whether it is answered, refused, too large, unauthenticated or asked for from elsewhere', async () => {
    const body = JSON.stringify({ query: '{ viewer { user { id } } }' });
    const requests: Readonly<Record<string, Parameters<ReturnType<TestApp['client']>['send']>[0]>> = {
      '200': { body },
      '400': { body: '{' },
      '401': { body, headers: { authorization: 'Bearer x' } },
      '413': { body: JSON.stringify({ query: 'x'.repeat(1_000_000) }) },
      '415': { body, headers: { 'content-encoding': 'gzip' } },
      '204': { method: 'OPTIONS', headers: { origin: 'https://app.example.org', 'access-control-request-method': 'POST' } },
    };
    for (const [status, request] of Object.entries(requests)) {
      const answer = await app.client().send(request);
      expect(answer.status).toBe(Number(status));
      expectSafe(`GraphQL ${status}`, answer.headers);
    }
  });

  test('of what never becomes a request, and of an upgrade that is refused', async () => {
    const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
    const texts = {
      nonsense: await rawHttp(app.url, 'nonsense\r\n\r\n'),
      headers: await rawHttp(app.url, rawRequest('GET /healthz', [`X: ${'x'.repeat(100_000)}`])),
      nowhere: await rawHttp(app.url, rawRequest('GET /nothing', upgrade)),
      origin: await rawHttp(app.url, rawRequest('GET /graphql', [...upgrade, 'Origin: https://evil.example'])),
    };
    expect(Object.values(texts).map((text) => text.slice(9, 12))).toEqual(['400', '431', '404', '403']);
    for (const [what, text] of Object.entries(texts)) expectSafe(what, headersIn(text));
  });

  test('TRACE is refused and repeats nothing', async () => {
    for (const path of ['/graphql', '/healthz', '/nothing']) {
      const answer = await app.client().send({ method: 'TRACE', path, headers: { 'x-secret': 'canary' } });
      expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
      expect(answer.body).not.toContain('canary');
      expectSafe(`TRACE ${path}`, answer.headers);
    }
  });
});

describe('pages', () => {
  test('the explorer brings all that it needs, and its policy lets it load nothing else', async () => {
    const { status, headers, body } = await app.client().send({ method: 'GET', path: '/explorer' });
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = String(headers['content-security-policy']);
    expect(policy.split('; ')).toEqual(expect.arrayContaining(["default-src 'none'", "connect-src 'self' ws: wss:", "frame-ancestors 'none'"]));
    expect(policy).not.toMatch(/https?:/);
    const outside = [...body.matchAll(/<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="((?:https?:)?\/[^"]+)"/g)].map((match) => match[1]);
    expect(outside).toEqual([]);
    expect(body).toContain('GraphiQL');
    expect(body.length).toBeGreaterThan(1_000_000);
  });

  test('the explorer comes compressed to whoever can read that', async () => {
    const answer = await fetch(`${app.url}/explorer`, { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(await answer.text()).toContain('GraphiQL');
  });

  test('Sandbox at the GraphQL URL may load from its own host and from nowhere else', async () => {
    const { status, headers, body } = await app.client().send({ method: 'GET', path: '/graphql', headers: { accept: 'text/html' } });
    expect([status, headers['content-type']]).toEqual([200, 'text/html']);
    const hosts = new Set([...String(headers['content-security-policy']).matchAll(/https:\/\/(\S+?)(?=[ ;]|$)/g)].map((match) => match[1]!));
    expect([...hosts].filter((host) => !/(^|\.)apollographql\.com$|^fonts\.(googleapis|gstatic)\.com$/.test(host))).toEqual([]);
    const scripts = [...body.matchAll(/<script[^>]*\bsrc="https:\/\/([^/"]+)/g)].map((match) => match[1]!);
    expect(scripts.length).toBeGreaterThan(0);
    for (const host of scripts) expect(host).toMatch(/\.cdn\.apollographql\.com$/);
  });
});
