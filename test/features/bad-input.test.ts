import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getNullableType, isListType } from 'graphql';
import { schemaResolvers } from '../../src/app/assemble.js';
import { makeSchema } from '../../src/app/schema.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectCalm, quickly } from '../support/calm.js';
import { RawSocket } from '../support/raw-socket.js';
import { type Place, placesOf, withValue } from '../support/schema-walk.js';
import { ENTRIES, makeScene, REFUSED_ANYWAY, type Scene } from '../support/valid-calls.js';

/** Room for a megabyte, so that what refuses it is the argument's own rule. */
const ROOM = { MAX_BODY_BYTES: '10485760', MAX_MESSAGE_BYTES: '1048576' };
const TEXTS = new Set(['String', 'ID', 'Cursor', 'URL']);
/** What the table of answers knows; anything else is a surprise. */
const CODES = ['BAD_USER_INPUT', 'NOT_FOUND', 'UNAUTHENTICATED', 'FORBIDDEN', 'CONFLICT', 'GRAPHQL_VALIDATION_FAILED'];
const CREDENTIALS = ['WRONG_CREDENTIALS', 'WRONG_PASSWORD'];

let app: TestApp;
let scene: Scene;
let socket: RawSocket;
let places: Place[];
beforeAll(async () => {
  app = await startTestApp({ env: ROOM });
  scene = await makeScene(app);
  socket = await new RawSocket(app.url).init(scene.person.token);
  places = placesOf(await makeSchema(schemaResolvers()), ENTRIES);
});
afterAll(async () => {
  socket.close();
  await app.close();
});

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

let asked = 0;
async function call({ operation, query }: Place, variables: unknown, token = scene.person.token): Promise<Answer> {
  if (operation !== 'subscription') {
    const { status, body } = await app.client(token).send({ body: JSON.stringify({ query, variables }) });
    return { status, body, ...(JSON.parse(body) as object) };
  }
  const id = `ask ${++asked}`;
  const { type, payload } = await socket.ask(id, { query, variables });
  socket.send({ type: 'complete', id });
  return { status: 200, body: JSON.stringify(payload), ...(type === 'error' ? { errors: payload as Answer['errors'] } : (payload as object)) };
}

interface UserErrors {
  readonly userErrors?: readonly { readonly code: string; readonly field: string | null }[];
}

/** Why it was refused: what says so, in the words of the API; null where it was taken. */
function refusalOf(place: Place, { data, errors }: Answer): string | null {
  if (errors?.length) {
    const { message, extensions } = errors[0]!;
    return `${String(extensions['code'])} ${String(extensions['argument'] ?? '')} ${message}`;
  }
  const found = place.field.split('.').reduce<unknown>((value, field) => (value as Record<string, unknown> | null)?.[field], data);
  if (found === null || (Array.isArray(found) && found.every((each) => each === null))) return 'absent';
  const refused = (found as UserErrors).userErrors?.[0];
  return refused ? `${refused.code} ${refused.field ?? ''}` : null;
}

/** Whether a refusal names what is to be mended, as far as its answer may name it. */
function namesIt(place: Place, refusal: string): boolean {
  // A role is asked for before anything is read.
  if (refusal.startsWith('FORBIDDEN') && REFUSED_ANYWAY.has(place.field)) return true;
  if (refusal === 'absent' || /^(NOT_FOUND|UNAUTHENTICATED|TAKEN)/.test(refusal)) return true;
  return CREDENTIALS.some((code) => refusal.startsWith(code)) || place.path.some((part) => typeof part === 'string' && part !== 'input' && refusal.includes(part)) || /values in its variables/.test(refusal);
}

function expectAnswer(place: Place, answer: Answer): void {
  expectCalm(answer.body);
  expect([200, 400, 413]).toContain(answer.status);
  for (const { extensions } of answer.errors ?? []) expect({ place: place.name, code: extensions['code'] }).toEqual({ place: place.name, code: expect.stringMatching(CODES.join('|')) });
}

async function expectRefused(place: Place, value: unknown): Promise<void> {
  const answer = await quickly(() => call(place, withValue(scene.calls[place.field], place.path, value)));
  expectAnswer(place, answer);
  const refusal = refusalOf(place, answer);
  const shown = JSON.stringify(value).slice(0, 40);
  expect({ place: place.name, value: shown, refused: refusal !== null && namesIt(place, refusal) ? true : (refusal ?? answer.body).slice(0, 300) }).toEqual({ place: place.name, value: shown, refused: true });
}

const expectNothingLogged = () => expect(app.logged.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);

test('I2: the walk finds every operation, and a valid call of each', () => {
  const fields = new Set(places.map((place) => place.field));
  expect([...fields].filter((field) => !scene.calls[field])).toEqual([]);
  expect(Object.keys(scene.calls).filter((field) => !fields.has(field))).toEqual([]);
  expect(places.length).toBeGreaterThan(90);
});

test('I2: every text in every operation has a maximum: a megabyte and 20,000 characters are refused, and the argument is named', async () => {
  for (const place of places.filter(({ typeName, isList }) => TEXTS.has(typeName) && !isList)) {
    await expectRefused(place, 'a'.repeat(20_000));
    await expectRefused(place, 'a '.repeat(500_000));
  }
  expectNothingLogged();
});

test('I3: every text in every operation refuses NUL and lone surrogates', async () => {
  for (const place of places.filter(({ typeName, isList }) => TEXTS.has(typeName) && !isList)) {
    const start = place.typeName === 'URL' ? 'https://example.org/' : 'a';
    for (const text of ['\0', `${start}\0b`, `${start}\ud800`]) await expectRefused(place, text);
  }
  expectNothingLogged();
});

test('I2: every list in every operation has a maximum: 10,000 and 500 entries are refused', async () => {
  const lists = places.filter(({ isList }) => isList);
  expect(lists.map(({ name }) => name).sort()).toEqual(['createPost.input.media', 'createServiceToken.input.scopes', 'nodes.ids']);
  for (const place of lists) {
    const entry = place.typeName === 'MediaInput' ? { name: 'a.png' } : scene.postId;
    await expectRefused(place, Array(10_000).fill(entry));
    await expectRefused(place, Array(500).fill(entry));
  }
  expectNothingLogged();
});

test('I2: every number in every operation has its bounds', async () => {
  for (const place of places.filter(({ typeName }) => typeName === 'Int')) {
    for (const number of [0, -1, 101, 2 ** 31 - 1, 1e9, 2 ** 31, 2 ** 53, 1.5, 1e308]) {
      const answer = await quickly(() => call(place, withValue(scene.calls[place.field], place.path, number)));
      expectAnswer(place, answer);
      const refusal = refusalOf(place, answer);
      expect({ place: place.name, number, refusal }).toEqual({ place: place.name, number, refusal: expect.stringMatching(/^(BAD_USER_INPUT|CONFLICT)/) });
    }
  }
});

test('I1: values of any wrong kind meet a coded answer in every place', async () => {
  const values = [true, 5.5, '', "' OR 1=1 --", {}, { $gt: '' }, [], [[null]], null];
  // Keys are the same in all inputs, and most of these are good ones; so is every call of `logout` and `endAllSessions`.
  const isKey = ({ path }: Place) => path.at(-1) === 'idempotencyKey';
  for (const place of places.filter((each) => !['logout', 'endAllSessions'].includes(each.field) && (!isKey(each) || each.field === 'followUser'))) {
    const answers = await Promise.all(values.map((value) => call(place, withValue(scene.calls[place.field], place.path, value))));
    const mayBeList = isListType(getNullableType(place.type)) || place.path.at(-1) === 0;
    answers.forEach((answer, i) => {
      expectAnswer(place, answer);
      const value = values[i];
      if (typeof value !== 'object' || value === null || mayBeList || !TEXTS.has(place.typeName)) return;
      expect({ place: place.name, value, refusal: refusalOf(place, answer) }).toEqual({ place: place.name, value, refusal: expect.stringMatching(/^BAD_USER_INPUT/) });
    });
  }
  expectNothingLogged();
});

test('the calls that were spoilt are valid as they stand', async () => {
  const fresh = await makeScene(app);
  const byField = new Map(places.map((place) => [place.field, place]));
  // Last those that end what the others speak of.
  const order = [...byField.values()].sort((a, b) => rank(a) - rank(b));
  for (const place of order) {
    const token = place.field === 'endAllSessions' ? (await app.world.person('leaver')).token : fresh.person.token;
    const answer = await whileCommented(place, fresh, () => call(place, fresh.calls[place.field], token));
    expectAnswer(place, answer);
    const refusal = refusalOf(place, answer);
    expect({ field: place.field, refused: refusal !== null }).toEqual({ field: place.field, refused: REFUSED_ANYWAY.has(place.field) });
  }
});

/** A subscription that was taken says nothing until something happens: so something does, until it has been heard. */
async function whileCommented<T>({ operation }: Place, { person, postId }: Scene, asking: () => Promise<T>): Promise<T> {
  if (operation !== 'subscription') return asking();
  const heard = asking();
  for (let waiting = true; waiting; ) {
    await app.world.comment(person, postId, 'Something to hear');
    waiting = await Promise.race([heard.then(() => false), setTimeout(100, true)]);
  }
  return heard;
}

const rank = ({ field }: Place) => ['deleteComment', 'deletePost', 'blockUser', 'unblockUser', 'logout'].indexOf(field);
