import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { expectCalm, quickly } from '../support/calm.js';
import { forgedTokens, ownSigner, wrongTokens } from '../support/forged-tokens.js';
import { RawSocket } from '../support/raw-socket.js';
import type { Person } from '../support/world.js';

let app: TestApp;
let ada: Person;
let bad: Record<string, string>;
beforeAll(async () => {
  app = await startTestApp();
  ada = await app.world.person('ada');
  const { refreshToken } = await app.world.member();
  bad = { ...prefixed('forged', await forgedTokens(app, ada, refreshToken)), ...prefixed('ours, but', await wrongTokens(app, ada)) };
});
afterAll(() => app.close());

const prefixed = (prefix: string, tokens: Record<string, string>) => Object.fromEntries(Object.entries(tokens).map(([name, token]) => [`${prefix}: ${name}`, token]));
const QUERY = JSON.stringify({ query: '{ viewer { user { username } } }' });
const MUTATION = JSON.stringify({ query: 'mutation { createPost(input: { text: "x" }) { post { id } } }' });

/** What a stranger can tell from an answer. */
async function seen(authorization: string, body = QUERY): Promise<string> {
  const answer = await quickly(() => app.client().send({ body, headers: { authorization } }));
  expectCalm(answer.body);
  const { date: _date, ...headers } = answer.headers;
  return JSON.stringify([answer.status, headers, answer.body]);
}

test('a token that our key has signed and that says nothing wrong is accepted: the forger works', async () => {
  const token = await (await ownSigner(app, ada))({});
  expect((await app.client(token).query('{ viewer { user { username } } }')).data).toEqual({ viewer: { user: { username: ada.username } } });
});

test('A9: every token that is not ours, or no longer good, gets the same 401, to the byte, whatever was asked', async () => {
  expect(Object.keys(bad).length).toBeGreaterThan(50);
  const answers = new Map<string, string[]>();
  for (const [name, token] of Object.entries(bad)) {
    for (const body of [QUERY, MUTATION]) {
      const answer = await seen(`Bearer ${token}`, body);
      answers.set(answer, [...(answers.get(answer) ?? []), name]);
    }
  }
  expect([...answers.keys()]).toHaveLength(1);
  const [status, headers, body] = JSON.parse([...answers.keys()][0]!) as [number, Record<string, string>, string];
  expect(status).toBe(401);
  expect(headers['cache-control']).toBe('private, no-store');
  expect(JSON.parse(body)).toEqual({ errors: [{ message: 'The access token is not valid.', extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(app.logged.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
});

test('A9: other schemes and broken headers get it too; a good token next to them does not help', async () => {
  const dead = await seen('Bearer x');
  for (const header of ['Basic YTpi', 'Bearer', 'Bearer ', `Token ${ada.token}`, ada.token, `Bearer ${ada.token} ${ada.token}`, `Bearer ${ada.token}, Bearer ${ada.token}`, `Bearer\t${ada.token}x`, `bearer "${ada.token}"`, `Bearer ${encodeURIComponent(`${ada.token}é`)}`]) {
    expect({ header: header.slice(0, 20), answer: await seen(header) }).toEqual({ header: header.slice(0, 20), answer: dead });
  }
  expect(JSON.parse(await seen(`bearer ${ada.token}`))).toEqual([200, expect.anything(), expect.stringContaining(ada.username)]);
});

test('A9, S2: a token of a session that has ended is as dead as a forged one', async () => {
  const leaver = await app.world.person('leaver');
  await leaver.client.query('mutation { logout(input: {}) { loggedOut } }');
  expect(await seen(`Bearer ${leaver.token}`)).toBe(await seen('Bearer x'));
});

test('A9: websockets close with the same code and words for all of them', async () => {
  const answers = new Set<string>();
  for (const token of Object.values(bad)) {
    const socket = await new RawSocket(app.url).open();
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    const { code, reason } = await quickly(() => socket.closed);
    answers.add(`${code} ${reason} ${socket.received.join()}`);
  }
  expect([...answers]).toEqual(['4401 Unauthorized ']);
});
