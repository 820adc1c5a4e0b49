import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EndOtherSessionsDocument, EndSessionDocument, LoginDocument, SessionEventsDocument, type SessionEventsSubscription } from '../generated/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Subscription } from '../support/live-client.js';
import { MEMBERS_PASSWORD } from '../support/world.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const events = ({ received }: Subscription<SessionEventsSubscription>) => received.map(({ sessionEvents }) => sessionEvents);

test('a person hears on every device where they sign in and are signed out, and nobody else does; what was missed is told after a cursor', async () => {
  const [member, stranger] = [await app.world.member(), await app.world.member('stranger')];
  // Their own signing in is past.
  await app.settled();
  const live = app.live(member.token);
  const own = live.subscribe(SessionEventsDocument, {});
  const other = app.live(stranger.token).subscribe(SessionEventsDocument, {});
  await Promise.all([own.opened(), other.opened()]);

  const signIn = async () => (await app.client().get(LoginDocument, { input: { usernameOrEmail: member.username, password: MEMBERS_PASSWORD } })).login!;
  const second = await signIn();
  await own.until(() => events(own).length === 1);
  const [started] = events(own);
  expect(started).toMatchObject({ __typename: 'SessionStarted', session: { isCurrent: false } });
  const sessionId = started?.__typename === 'SessionStarted' ? started.sessionId : '';

  const onSecond = app.live(second.accessToken);
  const there = onSecond.subscribe(SessionEventsDocument, {});
  await there.opened();
  await member.client.get(EndSessionDocument, { input: { sessionId } });
  await own.until(() => events(own).length === 2);
  expect(events(own)[1]).toMatchObject({ __typename: 'SessionEnded', sessionId, device: null });
  // The device that is signed out has lost its socket, as ever.
  await there.until(({ ended }) => ended);
  expect(onSecond.closeCodes).toEqual([4401]);

  await signIn();
  await signIn();
  await member.client.get(EndOtherSessionsDocument, { input: {} });
  await own.until(() => events(own).length === 6);
  expect(events(own).map(({ __typename }) => __typename)).toEqual(['SessionStarted', 'SessionEnded', 'SessionStarted', 'SessionStarted', 'SessionEnded', 'SessionEnded']);
  const again = live.subscribe(SessionEventsDocument, { after: events(own)[1]!.cursor });
  await again.until(() => events(again).length === 4);
  expect(events(again).map(({ cursor }) => cursor)).toEqual(events(own).slice(2).map(({ cursor }) => cursor));
  // Those that were signed out meanwhile are shown no more.
  expect(events(again)[0]).toMatchObject({ __typename: 'SessionStarted', session: null });
  expect(other.received).toEqual([]);
});

test('own sessions need somebody who is signed in', async () => {
  const nobody = app.live().subscribe(SessionEventsDocument, {});
  await nobody.until(({ ended }) => ended);
  expect(nobody.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});

test('a cursor that nobody was given is refused, by the name of its argument', async () => {
  const member = await app.world.member();
  const live = app.live(member.token);
  const { cursor } = (await live.subscribe(SessionEventsDocument, {}).opened()).heartbeats[0]!.sessionEvents;
  for (const after of ['', 'x', `${cursor}A`, cursor.slice(0, -2), `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'B' : 'A'}`, 'A'.repeat(500), '\0', cursor.toLowerCase()]) {
    const refused = live.subscribe(SessionEventsDocument, { after });
    await refused.until(({ ended }) => ended);
    expect({ after, errors: refused.errors }).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }] });
  }
});
