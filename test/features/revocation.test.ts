import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ChangePasswordDocument,
  DeactivateAccountDocument,
  DeleteAccountDocument,
  EndAllSessionsDocument,
  EndOtherSessionsDocument,
  EndSessionDocument,
  HomeFeedEventsDocument,
  LogoutDocument,
  SessionsDocument,
  ViewerDocument,
} from '../generated/operations.js';
import type { TestApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { type Pair, startPair } from '../support/pair.js';
import type { Proxy } from '../support/proxy.js';
import { RawSocket } from '../support/raw-socket.js';
import { until } from '../support/until.js';
import { type Member, MEMBERS_PASSWORD, type Person } from '../support/world.js';

let pair: Pair;
let one: TestApp;
let other: TestApp;
let admin: Person;
/** Whom everybody follows here: it posts all the time, so that there is always something to hear. */
let author: Person;

beforeAll(async () => {
  pair = await startPair({ ACCOUNT_DELETION_GRACE_DAYS: '3' });
  ({ one, other } = pair);
  [admin, author] = (await one.world.people(['admin', 'author'])) as [Person, Person];
  await one.plaza.stores.postgres.query('test.admin', `UPDATE accounts SET role = 'ADMIN' WHERE user_id = $1`, [admin.userId]);
});
afterAll(() => pair.close());

/** The member's client on another device than the one whose session is to end. */
async function elsewhere({ username }: Member): Promise<Client> {
  return one.client((await one.plaza.assembly.accounts.mintTokenFor(username))!.accessToken);
}

/** Ways in which the session of `token` ends, each asked of the first process. */
const WAYS: Readonly<Record<string, (member: Member) => Promise<unknown>>> = {
  'signing out': ({ client }) => client.get(LogoutDocument, { input: {} }),
  'ending it from another device': async (member) => {
    const { id } = (await member.client.get(SessionsDocument)).viewer!.sessions.find(({ isCurrent }) => isCurrent)!;
    return (await elsewhere(member)).get(EndSessionDocument, { input: { sessionId: id } });
  },
  'ending all others': async (member) => (await elsewhere(member)).get(EndOtherSessionsDocument, { input: {} }),
  'ending all': ({ client }) => client.get(EndAllSessionsDocument, { input: {} }),
  'another password': async (member) => (await elsewhere(member)).get(ChangePasswordDocument, { input: { currentPassword: MEMBERS_PASSWORD, newPassword: 'nine quiet lanterns' } }),
  'deactivating the account': ({ client }) => client.get(DeactivateAccountDocument, { input: { password: MEMBERS_PASSWORD } }),
  'deleting the account': ({ client }) => client.get(DeleteAccountDocument, { input: { password: MEMBERS_PASSWORD } }),
  'an admin': ({ id }) => admin.client.query('mutation($input: EndSessionsOfUserInput!) { endSessionsOfUser(input: $input) { endedCount } }', { input: { userId: id } }),
};

const statusAt = async (app: TestApp, token: string) => (await app.client(token).run(ViewerDocument)).status;

/** A member who follows the author, and has heard of a post of theirs on a websocket of the second process. */
async function listener() {
  const member = await one.world.member();
  await one.world.follow(member, author);
  const live = other.live(member.token);
  const feed = live.subscribe(HomeFeedEventsDocument);
  await feed.until(({ received }) => received.length > 0, 20_000);
  return { member, live, feed };
}

/** Posts and posts while `work` runs. */
async function whilePosting(work: () => Promise<void>): Promise<void> {
  let working = true;
  const posting = (async () => {
    for (let count = 0; working; await sleep(30)) await one.world.post(author, `Number ${++count}`);
  })();
  try {
    await work();
  } finally {
    working = false;
    await posting;
  }
}

const STATES = [
  { redis: 'there', change: () => undefined, withinMs: 1_000 },
  { redis: 'stopped', change: (proxy: Proxy) => proxy.takeAway(), withinMs: 5_000 },
  { redis: 'hanging', change: (proxy: Proxy) => proxy.hold(), withinMs: 5_000 },
];

describe.each(STATES)('with Redis $redis', ({ redis, change, withinMs }) => {
  beforeAll(async () => {
    pair.proxies.forEach(change);
    // Until both processes have met it.
    await Promise.all([statusAt(one, author.token), statusAt(other, author.token)]);
  });
  afterAll(() => pair.proxies.forEach((proxy) => proxy.bringBack()));

  test.each(Object.keys(WAYS))(`S2, S4: a session that ends by %s is over on the other process within ${withinMs} ms (Redis ${redis}): requests, websockets, events`, async (way) => {
    await whilePosting(async () => {
      const { member, live, feed } = await listener();
      expect(await statusAt(other, member.token)).toBe(200);
      await WAYS[way]!(member);
      const endedAt = Date.now();
      expect(await statusAt(one, member.token)).toBe(401);
      await Promise.all([
        until(async () => (await statusAt(other, member.token)) === 401, withinMs),
        until(() => live.closeCodes.length > 0, withinMs),
      ]);
      expect(live.closeCodes).toEqual([4401]);
      const heard = feed.received.length;
      // The posts of the next moments reach somebody who listens on; this one they do not reach, nor did any since the end.
      await listener();
      expect(feed.received).toHaveLength(heard);
      const late = feed.received.filter(({ homeFeedEvents }) => new Date(homeFeedEvents.occurredAt).getTime() > endedAt);
      expect(late).toEqual([]);
    });
  });
});

test('S4: whoever comes in on one process while the session ends on the other is put out as well', async () => {
  for (let round = 0; round < 20; round++) {
    const member = await one.world.member();
    const sockets = Array.from({ length: 8 }, () => new RawSocket(other.url));
    await Promise.all(sockets.map((socket) => socket.open()));
    const codes: number[] = [];
    for (const socket of sockets) void socket.closed.then(({ code }) => codes.push(code));
    const coming = sockets.map(async (socket, i) => {
      await sleep(i * 3);
      socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${member.token}` } });
    });
    await member.client.get(LogoutDocument, { input: {} });
    await Promise.all(coming);
    await until(() => codes.length === 8, 1_000);
    expect(new Set(codes)).toEqual(new Set([4401]));
  }
});
