import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { schemaResolvers } from '../../src/app/assemble.js';
import { makeSchema } from '../../src/app/schema.js';
import { mintId } from '../../src/kernel/ids.js';
import { encodeCursor } from '../../src/kernel/page.js';
import { isRankedCursor } from '../../src/modules/feeds/ranked/ranked-cursor.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectCalm } from '../support/calm.js';
import { FUZZ_SEED } from '../support/fuzz-seed.js';
import { type Known, RandomRequests } from '../support/random-documents.js';
import type { Person } from '../support/world.js';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 2_000);
const LIMIT_MS = Number(process.env['FUZZ_MS'] ?? 6_000);
/** They end sessions or hash passwords: the walk of bad input goes there. And what is left of a budget differs from one question to the next. */
const LEFT_OUT = new Set([
  ...['login', 'logout', 'refreshToken', 'registerUser', 'changePassword', 'resetPassword', 'confirmPassword'],
  ...['deleteAccount', 'cancelAccountDeletion', 'deactivateAccount', 'reactivateAccount', 'endSession', 'endOtherSessions', 'endAllSessions'],
  ...['rateLimit', '_service'],
]);
const CODES = /^(BAD_USER_INPUT|BAD_REQUEST|GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED|OPERATION_RESOLUTION_FAILURE|UNAUTHENTICATED|NOT_FOUND|FORBIDDEN|CONFLICT)$/;
/** Nineteen bytes in base64. */
const RANKED = /^[\w-]{26}$/;
const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

let compiled: TestApp;
let interpreted: TestApp;
let ada: Person;
let known: Known;
let began: number;
beforeAll(async () => {
  compiled = await startTestApp();
  interpreted = await startTestApp({ beside: compiled, env: { GRAPHQL_JIT: 'false' } });
  const [first, bob] = (await compiled.world.people(['ada', 'bob'])) as [Person, Person];
  ada = first;
  await compiled.world.follow(bob, ada);
  await compiled.world.follow(ada, bob);
  const post = await compiled.world.post(ada, 'Hello #plaza and @nobody, see https://example.org');
  const other = await compiled.world.post(bob, 'For followers', 'FOLLOWERS');
  const comment = await compiled.world.comment(bob, post, 'Hello');
  await compiled.world.comment(ada, post, 'Hello again', comment);
  await compiled.settled();
  began = Date.now();
  known = {
    ID: [ada.id, bob.id, post, other, comment, 'x', 5],
    String: [ada.username, bob.username, 'x', 'Some words', 'é\u{1f600}', '"', '\\', '\n'],
    Int: [1, 2, 5],
    Cursor: [encodeCursor('posts', mintId()), encodeCursor('comments', mintId()), encodeCursor('follows', mintId()), 'x'],
    URL: ['https://example.org/', 'javascript:alert(1)'],
    Boolean: [true, false],
  };
});
afterAll(async () => {
  await interpreted.close();
  await compiled.close();
});

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

async function ask(app: TestApp, token: string | null, body: string): Promise<{ readonly status: number; readonly answer: Answer }> {
  const { status, body: text } = await app.client(token).send({ body });
  expectCalm(text);
  expect([200, 400]).toContain(status);
  const answer = JSON.parse(text) as Answer;
  for (const { extensions } of answer.errors ?? []) expect(extensions.code).toMatch(CODES);
  return { status, answer };
}

/**
 * Without what is of this moment: times since the test began (when a session was used last is another one on each process), and
 * rankings, each of which is opened anew: their cursors, and scores, which are the only numbers with a fraction.
 */
function timeless(data: unknown): unknown {
  const isNow = (value: unknown) =>
    typeof value === 'string' ? (MOMENT.test(value) && Date.parse(value) >= began) || (RANKED.test(value) && isRankedCursor(value)) : typeof value === 'number' && !Number.isInteger(value);
  return data && JSON.parse(JSON.stringify(data, (_key, value: unknown) => (isNow(value) ? 'now' : value)));
}

async function expectSame(token: string | null, body: string): Promise<void> {
  await compiled.settled();
  const [one, other] = [await ask(compiled, token, body), await ask(interpreted, token, body)];
  expect({ status: one.status, data: timeless(one.answer.data) }).toEqual({ status: other.status, data: timeless(other.answer.data) });
}

test('I5: documents that the schema might have asked for, valid, wrong and broken ones: no surprise, and compiled answers are those of graphql-js', async () => {
  const schema = await makeSchema(schemaResolvers());
  process.stderr.write(`  grammar fuzz: FUZZ_SEED=${FUZZ_SEED}\n`);
  const seen = { data: 0, errors: 0, refused: 0, compared: 0 };
  let again = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.boolean(), async (seed, signedIn) => {
      const { kind, query, variables } = new RandomRequests(schema, known, LEFT_OUT, seed).request();
      const token = signedIn ? ada.token : null;
      const body = JSON.stringify({ query, variables });
      const { status, answer } = await ask(compiled, token, body);
      if (status === 400) seen.refused++;
      else if (answer.errors) seen.errors++;
      else seen.data++;
      if (kind === 'mutation') return;
      const reference = await ask(interpreted, token, body);
      const isSame = status === reference.status && isDeepStrictEqual(timeless(answer.data), timeless(reference.answer.data));
      // A counter may have been folded between the two: once all is folded they agree.
      if (!isSame && ++again) await expectSame(token, body);
      seen.compared++;
    }),
    { seed: FUZZ_SEED, numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: false, endOnFailure: true },
  );
  process.stderr.write(`  grammar fuzz: ${JSON.stringify({ ...seen, again })}\n`);
  expect(again).toBeLessThan(10);
  // A generator that only makes rubbish, or only what is valid, would prove nothing.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
  for (const app of [compiled, interpreted]) {
    expect(app.logged.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
    expect((await app.client().query('{ viewer { email } }')).data).toEqual({ viewer: null });
  }
});
