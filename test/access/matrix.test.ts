import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { must } from '../support/canary-secrets.js';
import { allCalls, type Call, PASSWORD } from './calls.js';
import { Column } from './column.js';
import { ONESELF, SELVES, VIEWERS } from './nouns.js';
import { readTables, rowName, viewersOf, writeTables } from './tables.js';
import { setPassword, tryCall, tryOnOneself } from './tries.js';

let app: TestApp;
let columns: Column[];
let passwordHash: string;
const calls = allCalls();
const expected = readTables();
/** What was answered, by row and viewer. */
const seen = new Map<string, Record<string, string>>(calls.map((call) => [rowName(call), {}]));

const note = (call: Call, viewer: string, outcome: string): void => void (seen.get(rowName(call))![viewer] = outcome);

beforeAll(async () => {
  // Whoever has left is hidden, and not yet removed.
  app = await startTestApp({ env: { ACCOUNT_DELETION_GRACE_DAYS: '14' } });
  const gone = await app.world.person('gone');
  columns = await Promise.all(VIEWERS.map((viewer) => Column.make(app, viewer, gone)));
  passwordHash = await app.plaza.assembly.accounts.hashPassword(PASSWORD);
  await setPassword(app, gone, passwordHash);
  await must(gone, 'mutation ($password: String!) { deleteAccount(input: { password: $password }) { userErrors { code } } }', { password: PASSWORD });
});
afterAll(() => app.close());

test('Z1: every operation has a row for everything that it may name, and a cell for everybody who may ask', () => {
  if (process.env['ACCESS_UPDATE']) return;
  const missing = calls.flatMap((call) => viewersOf(call).filter((viewer) => !expected.get(rowName(call))?.[viewer]).map((viewer) => `${rowName(call)}: ${viewer}`));
  expect(missing).toEqual([]);
  const names = new Set(calls.map(rowName));
  expect([...expected.keys()].filter((name) => !names.has(name))).toEqual([]);
});

test('Z1: everybody gets of everything what the tables say', async () => {
  const about = calls.filter((call) => call.on !== ONESELF);
  // What only reads goes first: changes would push what is looked for off the first page.
  for (const isReading of [true, false]) {
    await Promise.all(
      columns.map(async (column) => {
        for (const call of about.filter(({ operation }) => (operation === 'query') === isReading)) note(call, column.viewer, await tryCall(app, column, call));
      }),
    );
  }
  await Promise.all(SELVES.map(async (self) => {
    for (const call of calls.filter(({ on }) => on === ONESELF)) note(call, self, await tryOnOneself(app, self, passwordHash, call));
  }));
  if (process.env['ACCESS_UPDATE']) return writeTables(calls, seen);
  const differing = calls.flatMap((call) =>
    viewersOf(call).flatMap((viewer) => {
      const [is, should] = [seen.get(rowName(call))![viewer], expected.get(rowName(call))?.[viewer]];
      return is === should ? [] : [`${rowName(call)} · ${viewer}: ${is}, and not ${should}`];
    }),
  );
  expect(differing).toEqual([]);
}, 900_000);
