import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HomeFeedEventsDocument } from '../generated/operations.js';
import type { TestApp } from '../support/app.js';
import type { GraphqlAnswer } from '../support/client.js';
import { type Pair, startPair } from '../support/pair.js';
import { RawSocket } from '../support/raw-socket.js';
import { until } from '../support/until.js';

const VIEWER = 900;
const ADDRESS = 180;
const ENV = { POINTS_PER_VIEWER: String(VIEWER), POINTS_PER_ANONYMOUS_ADDRESS: String(ADDRESS), TRUSTED_PROXIES: '127.0.0.1' };
/** A session and an object. */
const ASK = '{ viewer { email } }';
const COST = 3;

let pair: Pair;
let one: TestApp;
let other: TestApp;

beforeAll(async () => {
  pair = await startPair(ENV);
  ({ one, other } = pair);
});
afterAll(() => pair.close());

/** An address that no test has used before. */
const newAddress = (): string => `10.${Array.from({ length: 3 }, () => Math.floor(Math.random() * 256)).join('.')}`;

async function askFrom(address: string, app = one, query = ASK): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }> {
  return app.client().send({ headers: { 'x-forwarded-for': address }, body: JSON.stringify({ query }) });
}

/** Asks on each of these in turn until both refuse; gives how many points were paid. */
async function spendAll(asks: readonly (() => Promise<{ status: number }>)[], cost = COST): Promise<number> {
  let paid = 0;
  for (const ask of asks) {
    for (let refusals = 0; refusals < 3; ) {
      const answers = await Promise.all(Array.from({ length: 8 }, ask));
      for (const { status } of answers) expect([200, 429]).toContain(status);
      paid += answers.filter(({ status }) => status === 200).length * cost;
      if (answers.every(({ status }) => status === 429)) refusals++;
    }
  }
  return paid;
}

test('L3: whoever has spent their points is refused with 429, and told what, how much is left and until when', async () => {
  const ada = await one.world.person('ada');
  const bob = await one.world.person('bob');
  const first = await ada.client.query<{ rateLimit: { limit: number; cost: number; remaining: number; resetAt: string } }>('{ rateLimit { limit cost remaining resetAt } }');
  expect(first.data?.rateLimit).toEqual({ limit: VIEWER, cost: COST, remaining: VIEWER - COST, resetAt: expect.any(String) });
  const left = (Date.parse(first.data!.rateLimit.resetAt) - Date.now()) / 1_000;
  expect(left).toBeGreaterThan(30);
  expect(left).toBeLessThanOrEqual(60);
  expect(first.headers['ratelimit-policy']).toBe(`"points";q=${VIEWER};w=60;qu="points"`);
  expect(first.headers['ratelimit']).toMatch(new RegExp(`^"points";r=${VIEWER - COST};t=\\d+$`));

  const paid = await spendAll([() => ada.client.query(ASK)]);
  expect(paid + COST).toBe(VIEWER);
  const refused = await ada.client.query(ASK);
  expect({ status: refused.status, data: refused.data, code: refused.errors[0]?.extensions.code }).toEqual({ status: 429, data: undefined, code: 'RATE_LIMITED' });
  expect(refused.errors[0]?.extensions['cost']).toEqual({ requested: expect.any(Number), remaining: 0, resetAt: expect.any(String) });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.headers['ratelimit']).toMatch(/^"points";r=0;t=\d+$/);
  expect((await bob.client.query(ASK)).status).toBe(200);
});

test('L3: two processes together let through what one would, within 5 %', async () => {
  const cyd = await one.world.person('cyd');
  const paid = await spendAll([() => cyd.client.query(ASK), () => other.client(cyd.token).query(ASK), () => cyd.client.query(ASK)]);
  process.stderr.write(`  two processes, one after the other: ${paid} of ${VIEWER} points\n`);
  expect(paid).toBeLessThanOrEqual(VIEWER);
  expect(paid).toBeGreaterThanOrEqual(VIEWER * 0.95);

  const dee = await one.world.person('dee');
  let turn = 0;
  const together = await spendAll([() => (turn++ % 2 ? dee.client : other.client(dee.token)).query(ASK)]);
  process.stderr.write(`  two processes, taking turns: ${together} of ${VIEWER} points\n`);
  expect(together).toBeLessThanOrEqual(VIEWER);
  expect(together).toBeGreaterThanOrEqual(VIEWER * 0.95);
});

test('L3 T4: addresses have budgets of their own, counted by the network that a trusted proxy names', async () => {
  const [home, away] = [newAddress(), newAddress()];
  expect(await spendAll([() => askFrom(home)])).toBe(ADDRESS);
  expect((await askFrom(away)).status).toBe(200);
  // What a stranger writes before the proxy does changes nothing.
  for (const spoofed of [`${newAddress()}, ${home}`, `1.1.1.1, 2.2.2.2, ${home}`, `, ${home}`]) expect((await askFrom(spoofed)).status).toBe(429);
  const network = `2001:db8:${Math.floor(Math.random() * 65_536).toString(16)}:7`;
  let host = 0;
  expect(await spendAll([() => askFrom(`${network}::${(++host).toString(16)}`)])).toBe(ADDRESS);
  // Who is signed in has a purse of their own there.
  const ada = await one.world.person('ada');
  expect((await ada.client.send({ headers: { 'x-forwarded-for': home }, body: JSON.stringify({ query: ASK }) })).status).toBe(200);
});

test('L3 T4: operations on websockets are paid from the same purses, behind proxies too', async () => {
  const address = newAddress();
  const socket = await new RawSocket(one.url, { headers: { 'x-forwarded-for': address } }).init();
  const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => socket.ask(`a${i}`, { query: ASK })));
  expect(answers.map(({ type, payload }) => [type, payload])).toEqual(Array(10).fill(['next', { data: { viewer: null } }]));
  expect(await spendAll([() => askFrom(address)])).toBe(ADDRESS - 10 * COST);
  const refused = await socket.ask('late', { query: ASK });
  expect(refused).toEqual({ type: 'next', payload: { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'RATE_LIMITED', cost: expect.objectContaining({ remaining: 0 }) }) })] } });
  socket.close();
});

test('L3: live events cost points, and who has none left is closed with 4429 and told why', async () => {
  const [eve, fan] = (await one.world.people(['eve', 'fan'])) as [Awaited<ReturnType<typeof one.world.person>>, Awaited<ReturnType<typeof one.world.person>>];
  await one.world.follow(fan, eve);
  const feed = one.live(fan.token).subscribe(HomeFeedEventsDocument);
  const socket = await new RawSocket(one.url).init(fan.token);
  socket.send({ type: 'subscribe', id: 'feed', payload: { query: 'subscription { homeFeedEvents { __typename ... on PostAdded { post { id author { id } } } } }' } });
  await until(async () => (await remaining(fan.client.query(REMAINING))) < VIEWER - 10);
  await one.world.post(eve, 'One');
  await feed.until(({ received }) => received.length === 1, 10_000);
  const before = await remaining(fan.client.query(REMAINING));
  await one.world.post(eve, 'Two');
  await feed.until(({ received }) => received.length === 2, 10_000);
  // More than the two looks at it cost.
  await until(async () => before - (await remaining(fan.client.query(REMAINING))) > 2 * COST);
  await spendAll([() => fan.client.query(ASK)]);
  await one.world.post(eve, 'Three');
  expect(await socket.closed).toEqual({ code: 4429, reason: 'Out of points' });
});

const REMAINING = '{ rateLimit { remaining } }';
async function remaining(answer: Promise<GraphqlAnswer<Record<string, unknown>>>): Promise<number> {
  return (((await answer).data ?? {}) as { rateLimit: { remaining: number } }).rateLimit.remaining;
}

test('L3: while Redis is away, budgets neither open nor close', async () => {
  const gil = await one.world.person('gil');
  const hal = await one.world.person('hal');
  const spent = await spendAll([() => gil.client.query(ASK)]);
  expect(spent).toBe(VIEWER);
  await Promise.all(Array.from({ length: 20 }, () => hal.client.query(ASK)));
  pair.proxies.forEach((proxy) => proxy.takeAway());
  try {
    await until(async () => (await hal.client.query(ASK)).status === 200);
    // Not open: who had spent all has nothing, and who had not has what was left.
    expect((await gil.client.query(ASK)).status).toBe(429);
    const rest = await spendAll([() => hal.client.query(ASK)]);
    expect(rest).toBeLessThanOrEqual(VIEWER - 20 * COST);
    expect(rest).toBeGreaterThan(VIEWER * 0.9 - 20 * COST);
    const ida = await one.world.person('ida');
    expect(await spendAll([() => ida.client.query(ASK)])).toBe(VIEWER);
  } finally {
    pair.proxies.forEach((proxy) => proxy.bringBack());
  }
});
