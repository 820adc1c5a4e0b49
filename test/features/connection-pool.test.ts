import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { done } from '../../src/kernel/outcome.js';
import { schemaResolvers } from '../../src/app/assemble.js';
import { makeSchema } from '../../src/app/schema.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { placesOf } from '../support/schema-walk.js';
import { ENTRIES, makeScene } from '../support/valid-calls.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { POSTGRES_POOL_SIZE: '1' } });
});
afterAll(() => app.close());

/** What may be the last that somebody asks for. */
const LAST = /logout|deactivate|deleteAccount|endAllSessions/i;

test('L4: nothing asks for a second connection to Postgres while it holds one: a pool of one is enough for every operation', async () => {
  const places = placesOf(await makeSchema(schemaResolvers()), ENTRIES).filter(({ operation }) => operation !== 'subscription');
  const operations = new Map(places.map(({ field, query }) => [query, field]));
  expect(operations.size).toBeGreaterThan(50);
  let scene = await makeScene(app);
  const waiting: string[] = [];
  for (const [query, field] of [...operations].sort(([, a], [, b]) => Number(LAST.test(a)) - Number(LAST.test(b)))) {
    if (LAST.test(field)) scene = await makeScene(app);
    const { body } = await app.client(scene.person.token).query(query, scene.calls[field]);
    if (body.includes('SERVICE_UNAVAILABLE')) waiting.push(field);
  }
  expect(waiting).toEqual([]);
});

test('L4: nor does a transaction with a key, when the store asks for it to be run again', async () => {
  const { viewer } = (await app.plaza.assembly.accounts.mintTokenFor((await app.world.person()).username))!;
  let runs = 0;
  const outcome = await app.plaza.assembly.inPostgres.commit.once({ viewer, mutation: 'tried', input: { idempotencyKey: 'again' } }, async () => {
    if (++runs === 1) throw Object.assign(new Error('could not serialize access'), { code: '40001' });
    return done({ runs });
  });
  expect(outcome).toEqual(done({ runs: 2 }));
});
