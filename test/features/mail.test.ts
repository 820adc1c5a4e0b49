import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.plaza.assembly.mails.registerComposer(
    { kind: 'greeting', compose: async ({ name }) => ({ to: `${name}@example.org`, subject: `Hello <b>${name}</b>`, text: `Go to https://plaza.example/?a=1&b=2 <script>alert(1)</script>`, html: `<p onclick="alert(1)">${name}</p>` }) },
    { kind: 'nothing', compose: async () => null },
  );
});
afterAll(() => app.close());

const enqueue = (kind: string, name: string, fail = false) =>
  app.plaza.assembly.inPostgres.commit.run(async (tx) => {
    await app.plaza.assembly.mails.enqueue(tx, { kind, values: { name } });
    if (fail) throw new Error('rolled back');
  });
const rows = () => app.plaza.stores.postgres.dataSource.query<{ kind: string }[]>('SELECT kind FROM mails');

test('a letter goes out with the commit of what it tells of, and not without', async () => {
  await expect(enqueue('greeting', 'nobody', true)).rejects.toThrow('rolled back');
  await enqueue('greeting', 'ada');
  const letter = await app.mails.next({ to: 'ada@example.org', kind: 'greeting' });
  expect(letter).toMatchObject({ subject: 'Hello <b>ada</b>', link: 'https://plaza.example/?a=1&b=2' });
  expect(await app.mails.to('nobody@example.org')).toEqual([]);
  // And is forgotten.
  await until(async () => (await rows()).length === 0);
});

test('where there is nothing to say nothing is sent, and nobody asks again', async () => {
  await enqueue('nothing', 'eve');
  await until(async () => (await rows()).length === 0, 15_000);
  expect(await app.mails.to('eve@example.org')).toEqual([]);
  await expect(enqueue('unknown kind', 'eve')).rejects.toThrow('Nobody writes letters');
});

test('letters are shown on a page for this machine alone, as text that is nothing but text', async () => {
  await enqueue('greeting', 'grace');
  const { id } = await app.mails.next({ to: 'grace@example.org' });
  const list = await app.client().send({ method: 'GET', path: '/mails' });
  expect(list.status).toBe(200);
  expect(list.body).toContain('Hello &lt;b&gt;grace&lt;/b&gt;');
  const letter = await app.client().send({ method: 'GET', path: `/mails/${id}` });
  expect(letter.headers['content-security-policy']).toContain("default-src 'none'");
  expect(letter.body).not.toMatch(/<script|<b>|<p onclick/);
  expect(letter.body).toContain('<iframe title="The letter in HTML" sandbox="allow-popups allow-popups-to-escape-sandbox"');
  expect(letter.body).toContain('href="https://plaza.example/?a=1&amp;b=2"');

  const from = async (headers: Record<string, string>, path = `/mails/${id}`) => (await app.client().send({ method: 'GET', path, headers })).status;
  expect(await from({ host: 'evil.example' })).toBe(404);
  expect(await from({ 'x-forwarded-for': '203.0.113.7' })).toBe(404);
  expect(await from({}, '/mails/..%2f..%2fmaster-secret')).toBe(404);
});
