import { afterEach, expect, test } from '@jest/globals';
import type { Client } from 'graphql-ws';
import { FakeLiveServer, type Talk } from '../../test/support/fake-live-server.js';
import type { LiveStreamError } from './give-up.js';
import { type LiveEvent, type LiveStream, liveStream, type LiveStreamOptions } from './live-stream.js';

const QUERY = 'subscription ($after: Cursor) { happened(after: $after) { __typename cursor } }';
const endings: (() => unknown)[] = [];
afterEach(() => Promise.all(endings.splice(0).map((end) => end())));

/** What it says to each subscription, by their number from 1. */
function serve(answer: (talk: Talk, subscription: number) => void): FakeLiveServer {
  const server = new FakeLiveServer(answer);
  endings.push(() => server.close());
  return server;
}

interface Watched {
  readonly stream: LiveStream;
  readonly heard: string[];
  readonly gaps: string[];
  readonly ended: Promise<LiveStreamError | null>;
}

function watch(client: Client, options: Partial<LiveStreamOptions<LiveEvent>> = {}): Watched {
  const [heard, gaps]: [string[], string[]] = [[], []];
  let onEnd!: (error: LiveStreamError | null) => void;
  const ended = new Promise<LiveStreamError | null>((resolve) => (onEnd = resolve));
  const onEvent = ({ cursor }: LiveEvent) => void heard.push(cursor);
  const onGap = ({ cursor }: LiveEvent) => void gaps.push(cursor);
  const stream = liveStream(client, { query: QUERY, onEvent, onGap, onEnd, backoff: () => 1, ...options });
  endings.push(() => stream.end());
  return { stream, heard, gaps, ended };
}

test.each([
  ['4429, too slow', 4429],
  ['4408, a busy server', 4408],
  ['1013, a store is away', 1013],
  ['1012, a restart', 1012],
  ['1001, the server stops', 1001],
  ['1011, a surprise', 1011],
])('goes on where it stood after %s', async (_, code) => {
  const server = serve((talk, subscription) => {
    if (subscription === 1) {
      talk.say('beat-0', 'one', 'two');
      return talk.socket.close(code);
    }
    talk.say('beat-2', 'three');
    talk.complete();
  });
  const { heard, ended, stream } = watch(server.client());
  expect(await ended).toBeNull();
  expect(heard).toEqual(['one', 'two', 'three']);
  expect(server.asked).toEqual([null, 'two']);
  expect(stream.cursor).toBe('three');
});

test('goes on after a broken connection, with the words of a quiet stream as its place', async () => {
  const server = serve((talk, subscription) => {
    if (subscription === 1) talk.say('one', 'beat-5');
    if (subscription < 4) return talk.socket.terminate();
    talk.complete();
  });
  const { ended } = watch(server.client(), { after: 'kept' });
  expect(await ended).toBeNull();
  // What was on its way when the first connection broke may have come or not.
  expect(server.asked.slice(0, 1)).toEqual(['kept']);
  expect(server.asked).toHaveLength(4);
});

test.each([
  ['4400', 4400],
  ['4403', 4403],
  ['4409', 4409],
])('gives up after %s, and says why', async (_, code) => {
  const server = serve((talk) => talk.socket.close(code));
  const error = await watch(server.client()).ended;
  expect(error).toMatchObject({ code, name: 'LiveStreamError' });
  expect(server.asked).toHaveLength(1);
});

test('gives up after errors that would come again, and tries again after those that pass', async () => {
  const server = serve((talk, subscription) => talk.next({ errors: [{ message: 'Not so.', extensions: { code: subscription < 3 ? 'SERVICE_UNAVAILABLE' : 'BAD_USER_INPUT' } }] }));
  expect(await watch(server.client()).ended).toMatchObject({ message: 'Not so.', code: 'BAD_USER_INPUT' });
  expect(server.asked).toHaveLength(3);
});

test('an event that could not be read is asked for again, with growing pauses', async () => {
  const failures: number[] = [];
  const server = serve((talk, subscription) => {
    talk.say('beat-0');
    if (subscription < 4) return talk.next({ data: null, errors: [{ message: 'Later.', extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    talk.say('one');
    talk.complete();
  });
  const { ended, heard } = watch(server.client(), { backoff: (failed) => (failures.push(failed), 1) });
  expect(await ended).toBeNull();
  expect([heard, failures]).toEqual([['one'], [0, 1, 2]]);
});

test('asks for another token after 4401: once for all streams, and gives up where that does not help', async () => {
  let renewals = 0;
  let isGood = true;
  const renewToken = async () => void (await new Promise((resolve) => setTimeout(resolve, ++renewals)));
  const server = serve((talk, subscription) => {
    // Both streams lose their connection, come back, and lose it again.
    if (subscription === 2) talk.socket.close(4401);
    if (subscription > 2 && isGood) talk.say('one');
    if (subscription === 4) talk.socket.close(4401, String((isGood = false)));
    if (subscription === 6) talk.socket.close(4401);
  });
  const client = server.client();
  const both = [watch(client, { renewToken }), watch(client, { renewToken })];
  expect(await Promise.all(both.map(({ ended }) => ended))).toMatchObject([{ code: 4401 }, { code: 4401 }]);
  expect(renewals).toBe(2);
  expect(both.map(({ heard }) => heard)).toEqual([['one'], ['one']]);
});

test('gives up after 4401 where no other token is to be had', async () => {
  const server = serve((talk) => talk.socket.close(4401));
  expect(await watch(server.client()).ended).toMatchObject({ code: 4401 });
  const cause = new Error('The session is over.');
  expect(await watch(server.client(), { renewToken: () => Promise.reject(cause) }).ended).toMatchObject({ code: 4401, cause });
});

test('hands gaps to the application and goes on behind them; keeps heartbeats to itself; drops what comes twice', async () => {
  const server = serve((talk, subscription) => {
    talk.say('beat-0', 'one', 'one', 'two', 'one', 'gap-7', 'beat-7');
    if (subscription === 1) talk.next({ errors: [{ message: 'Later.', extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    else talk.complete();
  });
  const { ended, heard, gaps } = watch(server.client());
  expect(await ended).toBeNull();
  expect([heard, gaps]).toEqual([['one', 'two'], ['gap-7', 'gap-7']]);
  expect(server.asked).toEqual([null, 'beat-7']);
});

test('a connection that swallows everything is given up', async () => {
  const server = serve((talk, subscription) => {
    talk.say('one');
    if (subscription === 2) talk.complete();
  });
  const { ended, heard } = watch(server.client(), { silenceMs: 50 });
  expect(await ended).toBeNull();
  expect([server.asked, heard]).toEqual([[null, 'one'], ['one']]);
});

test('ends when told to, while connected and while it waits, and says no more', async () => {
  const said: string[] = [];
  const options = { onEnd: () => void said.push('end'), onRetry: () => void said.push('retry'), backoff: () => 5 };
  const server = serve((talk) => talk.say('one'));
  const connected = watch(server.client(), options);
  await until(() => connected.heard.length === 1);
  connected.stream.end();
  await until(() => server.open === 0);

  const broken = serve((talk) => talk.socket.close(1013));
  const { stream } = watch(broken.client(), options);
  await until(() => said.length > 0);
  stream.end();
  const tries = broken.asked.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([broken.asked.length, said]).toEqual([tries, said.map(() => 'retry')]);
});

test('mistakes are told at once: no `after`, no cursor, a handler that throws', async () => {
  const server = serve((talk) => talk.next({ data: { happened: { __typename: 'Event' } } }));
  expect(() => watch(server.client(), { query: 'subscription { happened { __typename cursor } }' })).toThrow('after');
  expect((await watch(server.client()).ended)?.message).toContain('cursor');
  const talking = serve((talk) => talk.say('beat-0', 'one'));
  const cause = new Error('Mine.');
  const { ended, stream } = watch(talking.client(), { onEvent: () => { throw cause; } });
  expect(await ended).toMatchObject({ cause });
  expect(stream.cursor).toBe('beat-0');
});

test('a client that reconnects by itself goes on where the stream stood, too', async () => {
  const server = serve((talk, subscription) => {
    if (subscription === 1) {
      talk.say('one', 'two');
      return talk.socket.close(1013);
    }
    talk.complete();
  });
  const client = server.client({ retryAttempts: 5, retryWait: async () => undefined });
  expect(await watch(client).ended).toBeNull();
  expect(server.asked).toEqual([null, 'two']);
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
