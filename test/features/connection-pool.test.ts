import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
