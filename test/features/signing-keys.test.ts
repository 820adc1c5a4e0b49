import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeProtectedHeader, exportJWK, importJWK, jwtVerify, type JWK } from 'jose';
import { ViewerDocument } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

/** The apps' time runs on from now, and forward as far as a test tells it. */
let ahead = 0;
const clock = { now: () => new Date(Date.now() + ahead) };
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let one: TestApp;
let other: TestApp;
beforeAll(async () => {
  one = await startTestApp({ clock, env: { SIGNING_KEY_DAYS: '30' } });
  other = await startTestApp({ clock, env: { SIGNING_KEY_DAYS: '30' }, beside: one });
});
afterAll(async () => {
  await other.close();
  await one.close();
});

const keysOf = (app: TestApp) => app.plaza.assembly.accounts.signingKeys;
const signerOf = async (app: TestApp) => (await keysOf(app).list()).find(({ signs }) => signs)!.kid;
const kidOf = (token: string) => decodeProtectedHeader(token).kid;
const statusAt = async (app: TestApp, token: string) => (await app.client(token).run(ViewerDocument)).status;
/** What both processes answer to a token. */
const statuses = (token: string) => Promise.all([statusAt(one, token), statusAt(other, token)]);
const publishedBy = async (app: TestApp) => (JSON.parse((await app.client().send({ method: 'GET', path: '/.well-known/jwks.json' })).body) as { keys: JWK[] }).keys;

test('A10: the public keys are published, and nothing private', async () => {
  const { token } = await one.world.person();
  const { status, headers, body } = await other.client().send({ method: 'GET', path: '/.well-known/jwks.json' });
  expect([status, headers['cache-control'], headers['content-type']]).toEqual([200, 'public, max-age=60', expect.stringContaining('application/jwk-set+json')]);
  const { keys } = JSON.parse(body) as { keys: JWK[] };
  expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'crv', 'kid', 'kty', 'use', 'x']]);
  // Whoever has them verifies what Plaza signs.
  const { payload } = await jwtVerify(token, await importJWK(keys[0]!, 'EdDSA'), { typ: 'at+jwt', issuer: 'plaza', audience: 'plaza' });
  expect(payload.sid).toEqual(expect.any(String));
  expect(await exportJWK(await importJWK(keys[0]!, 'EdDSA'))).not.toHaveProperty('d');
});

test('A10: a new key signs once every process knows it, the old one verifies on, and a retired one nowhere, without a restart', async () => {
  const before = await one.world.person();
  const old = kidOf(before.token)!;
  const added = await keysOf(one).rotate();
  expect([added === old, await signerOf(one), await signerOf(other)]).toEqual([false, old, old]);
  await until(async () => (await publishedBy(other)).some(({ kid }) => kid === added), 8_000);

  ahead += 2 * MINUTE_MS;
  expect([await signerOf(one), await signerOf(other)]).toEqual([added, added]);
  const after = await other.world.person();
  expect(kidOf(after.token)).toBe(added);
  for (const token of [before.token, after.token]) expect(await statuses(token)).toEqual([200, 200]);

  expect(await keysOf(other).retire(old)).toBe(true);
  expect(await statusAt(other, before.token)).toBe(401);
  await until(async () => (await statusAt(one, before.token)) === 401, 8_000);
  expect(await statuses(after.token)).toEqual([200, 200]);
  expect((await publishedBy(one)).map(({ kid }) => kid)).toEqual([added]);
  expect(await keysOf(one).retire(old)).toBe(false);
});

test('A10: the last key can be retired, too: another is there at once', async () => {
  const { token } = await one.world.person();
  expect(await keysOf(one).retire(kidOf(token)!)).toBe(true);
  await until(async () => (await statuses(token)).every((status) => status === 401), 8_000);
  const after = await other.world.person();
  await until(async () => (await statuses(after.token)).every((status) => status === 200), 8_000);
});

test('A10: keys rotate by their age, once for all processes, and go when their last token is over', async () => {
  const old = await signerOf(one);
  ahead += 30 * DAY_MS;
  await until(async () => (await keysOf(one).list()).length === 2, 12_000);
  await until(async () => (await publishedBy(other)).length === 2, 8_000);
  ahead += 2 * MINUTE_MS;
  expect(await signerOf(one)).not.toBe(old);
  ahead += 16 * MINUTE_MS;
  await until(async () => (await keysOf(one).list()).length === 1, 12_000);
  expect((await keysOf(other).list()).map(({ kid }) => kid)).not.toContain(old);
});
