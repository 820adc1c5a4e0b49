import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getNullableType, isInputObjectType, isObjectType } from 'graphql';
import { encodeCursor } from '../../src/kernel/page.js';
import { mintId } from '../../src/kernel/ids.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { askAgain } from '../support/ask-again.js';
import { unknownId } from '../support/canary-attempts.js';
import type { Person } from '../support/world.js';
import { allCalls, type Call, schema } from './calls.js';
import { personWith } from './column.js';
import { FIXTURES, type Noun, ONESELF } from './nouns.js';

let app: TestApp;
let viewer: Person;
let author: Person;
/** What the viewer may see of the author, by noun. */
let seen: Record<Noun, string>;
beforeAll(async () => {
  app = await startTestApp();
  [viewer, author] = (await app.world.people(['viewer', 'author'])) as [Person, Person];
  const post = await app.world.post(author, 'Words');
  seen = { person: author.id, post, comment: await app.world.comment(author, post, 'More words') };
});
afterAll(() => app.close());

const TYPES = { person: 'User', post: 'Post', comment: 'Comment' } as const;
const LANGUAGES = ['en', 'de-CH, de;q=0.9', '*', 'x'.repeat(300), ''];
const once = (calls: readonly Call[]): Call[] => calls.filter((call) => call.on === ONESELF || call.on === FIXTURES[call.noun!][0]);

/** Ids that are none: nothing at all, cut, changed, of another type, of an own making. */
const malformed = (noun: Noun): string[] => [
  '', ' ', 'x', '0', 'null', '../x', "' OR 1=1 --", '{"$gt":""}', seen[noun].slice(0, -1), `${seen[noun]}A`, seen[noun].toLowerCase(), seen[noun].replace(/^../, 'zz'),
  Buffer.from(`${TYPES[noun]}:1`).toString('base64'), mintId(), 'é'.repeat(20),
  unknownId(noun === 'person' ? 'Post' : 'User'),
];

/** Everything of an answer but what every answer has for itself. */
async function bytes(token: string | null, call: Call, id: string, language?: string): Promise<string> {
  const variables = call.variables(id, seen.post);
  const send = () => app.client(token).send({ body: JSON.stringify({ query: call.query, variables }), ...(language !== undefined && { headers: { 'accept-language': language } }) });
  // So many at once may be too many for the machine.
  const { status, headers, body } = await askAgain((answer) => answer.body.includes('SERVICE_UNAVAILABLE'), send);
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(date|ratelimit.*)$/i.test(name)));
  return `${status} ${body} ${JSON.stringify(own)}`;
}

test('Z3: absent and malformed are one answer, to the byte, in every language, for everything that takes an id', async () => {
  const calls = once(allCalls()).filter(({ operation, on, isFound, query }) => operation !== 'subscription' && on !== ONESELF && !isFound && !/username|\$entry/.test(query));
  expect(calls.length).toBeGreaterThan(15);
  for (const token of [null, viewer.token]) {
    await Promise.all(
      calls.map(async (call) => {
        const unknown = unknownId(TYPES[call.noun!]);
        const answers = [
          ...(await Promise.all(LANGUAGES.map((language) => bytes(token, call, unknown, language)))),
          ...(await Promise.all(malformed(call.noun!).map((id) => bytes(token, call, id)))),
        ];
        expect({ call: call.call, noun: call.noun, answers: [...new Set(answers)] }).toEqual({ call: call.call, noun: call.noun, answers: [answers[0]] });
        expect(answers[0]).toMatch(/:null|\[null\]|NOT_FOUND|UNAUTHENTICATED|FORBIDDEN/);
      }),
    );
  }
});

test('Z4: a cursor that was changed, or belongs to another list, is BAD_USER_INPUT in every list', async () => {
  const cursors = ['', 'x', encodeCursor('posts', mintId()).slice(0, -1), `${encodeCursor('posts', mintId())}A`, Buffer.from(`q${mintId()}`).toString('base64url'), '{"$gt":""}', "' OR 1=1 --", '-1', 'é'];
  const lists = listsOf();
  // Some lists are for staff.
  const admin = await personWith(app, 'admin');
  expect(lists.length).toBeGreaterThan(8);
  for (const { name, query, variables } of lists) {
    for (const cursor of cursors) {
      const { errors } = await admin.client.query(query, { ...variables, after: cursor });
      expect({ name, cursor, code: errors[0]?.extensions.code }).toEqual({ name, cursor, code: 'BAD_USER_INPUT' });
    }
  }
});

/** Every list that pages, wherever the schema has it. */
function listsOf(): { name: string; query: string; variables: Record<string, unknown> }[] {
  const opens: Record<string, [open: string, variables: Record<string, unknown>]> = {
    Query: ['', {}],
    Viewer: ['viewer {', {}],
    User: ['node(id: $id) { ... on User {', { id: author.id }],
    Post: ['node(id: $id) { ... on Post {', { id: seen.post }],
    Comment: ['node(id: $id) { ... on Comment {', { id: seen.comment }],
  };
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    // Cursors of streams are no places in lists: test/features/live has theirs.
    if (!isObjectType(type) || type.name === 'Subscription') return [];
    return Object.values(type.getFields()).filter((field) => field.args.some((arg) => arg.name === 'after')).map((field) => {
      const [open, variables] = opens[type.name] ?? [null, {}];
      if (open === null) throw new Error(`Teach the test how to come to ${type.name}.${field.name}.`);
      const named = field.args.some((arg) => arg.name === 'userId');
      const tagged = field.args.some((arg) => arg.name === 'tag');
      const args = `first: 2, after: $after${named ? ', userId: $user' : ''}${tagged ? ', tag: "walk"' : ''}`;
      const declared = ['$after: Cursor', ...(variables['id'] ? ['$id: ID!'] : []), ...(named ? ['$user: ID!'] : [])].join(', ');
      const closing = '}'.repeat(open.split('{').length - 1);
      return { name: `${type.name}.${field.name}`, query: `query (${declared}) { ${open} ${field.name}(${args}) { pageInfo { hasNextPage } } ${closing} }`, variables: { ...variables, ...(named && { user: author.id }) } };
    });
  });
}

describe('Z5: nobody assigns what is not theirs to say', () => {
  const FOREIGN = ['role', 'isVerified', 'isAdmin', 'status', 'suspendedAt', 'likeCount', 'reactionCount', 'followerCount', 'authorId', 'ownerId', 'createdAt', '__proto__', 'constructor', 'id', '_id'];

  test('fields that an input does not have are refused, in every mutation', async () => {
    let tries = 0;
    for (const call of once(allCalls()).filter(({ operation }) => operation === 'mutation')) {
      const argument = schema.getMutationType()!.getFields()[call.field]!.args[0];
      // What says nothing names nothing.
      if (!argument) continue;
      const input = getNullableType(argument.type);
      if (!isInputObjectType(input)) throw new Error(`${call.field} has no input.`);
      const valid = call.variables(call.noun && seen[call.noun], seen.post)['input'] as object;
      const sent = FOREIGN.filter((name) => !input.getFields()[name]).map(async (name) => {
        tries++;
        const text = JSON.stringify({ query: call.query, variables: { input: valid } }).replace('"input":{', `"input":{"${name}":"ADMIN"${Object.keys(valid).length > 0 ? ',' : ''}`);
        const { status, body } = await viewer.client.send({ body: text });
        expect({ call: call.field, name, status, body }).toEqual({ call: call.field, name, status: 400, body: expect.stringContaining('BAD_USER_INPUT') });
      });
      await Promise.all(sent);
    }
    expect(tries).toBeGreaterThan(100);
  });

  test('and what they ask for in its place is refused by validation', async () => {
    const { errors } = await viewer.client.query(`mutation { updateProfile(input: { role: ADMIN }) { user { email role sessions { id } } } }`);
    expect(new Set(errors.map(({ extensions: { code } }) => code))).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']));
    const said = errors.map(({ message }) => message).join('\n');
    for (const name of ['email', 'role', 'sessions']) expect(said).toContain(`Cannot query field "${name}" on type "User"`);
    expect(said).toContain('"role" is not defined by type "UpdateProfileInput"');
  });
});

describe('Z7: answers are for those who asked', () => {
  const ME = 'query { viewer { email user { username isViewer } } }';

  test('an answer to somebody may be kept by nobody, whatever was asked and however', async () => {
    const get = `/graphql?query=${encodeURIComponent(ME)}`;
    const answers = [
      await viewer.client.send({ body: JSON.stringify({ query: ME }) }),
      await viewer.client.send({ body: JSON.stringify({ query: '{ nothing }' }) }),
      await viewer.client.send({ body: JSON.stringify({ query: 'query ($id: ID!) { post(id: $id) { id } }', variables: { id: 'x' } }) }),
      await viewer.client.send({ method: 'GET', path: get, headers: { 'x-apollo-operation-name': 'x' } }),
      await app.client('not a token').send({ body: JSON.stringify({ query: ME }) }),
    ];
    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(answers.map(() => 'private, no-store'));
    expect(answers.flatMap(({ headers }) => headers['etag'] ?? [])).toEqual([]);
  });

  test('two people and nobody, 60 requests in between each other: everybody gets their own', async () => {
    const asked = Array.from({ length: 60 }, (_, i) => [viewer, author, null][i % 3]!);
    const answers = await Promise.all(asked.map((person) => app.client(person?.token ?? null).query<{ viewer: { user: { username: string } } | null }>(ME)));
    expect(answers.map(({ data }) => data?.viewer?.user.username ?? null)).toEqual(asked.map((person) => person?.username ?? null));
  });
});
