import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { groups, subscribers } from '../../src/platform/live/metrics.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { RawSocket } from '../support/raw-socket.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

/** `LEAK_CYCLES=5000 npm run jest -- test/features/live-leaks --selectProjects features` takes some minutes on a busy machine. */
const CYCLES = Number(process.env['LEAK_CYCLES'] ?? 1_500);
const AT_ONCE = 15;

let app: TestApp;
let ada: Person;
let post: string;
beforeAll(async () => {
  app = await startTestApp({ env: { MAX_ANONYMOUS_SOCKETS_PER_ADDRESS: '1000', LIVE_HEARTBEAT_SECONDS: '1' } });
  ada = await app.world.person('ada');
  post = await app.world.post(ada, 'Come and go');
});
afterAll(() => app.close());

const QUERIES = [`subscription { postEvents(postId: "POST") { __typename } }`, `subscription { postEvents(postId: "POST") { ... on PostEdited { post { viewerCanEdit { allowed } } } } }`];

/** Connects, listens, and goes: with a word, without one, in the middle of the opening, or by a reset. */
async function comeAndGo(n: number): Promise<void> {
  const socket = await new RawSocket(app.url).init(n % 5 === 0 && n % AT_ONCE < 9 ? ada.token : null);
  socket.send({ type: 'subscribe', id: `s${n}`, payload: { query: QUERIES[n % 2]!.replace('POST', post) } });
  if (n % 7 !== 0) await socket.next(({ id }) => id === `s${n}`);
  if (n % 3 === 0) socket.send({ type: 'complete', id: `s${n}` });
  if (n % 4 === 0) socket.socket.close(1000);
  else socket.socket.terminate();
  await socket.closed;
}

async function cycles(count: number): Promise<void> {
  for (let n = 0; n < count; n += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => comeAndGo(n + i)));
    if (n % (AT_ONCE * 10) === 0) await app.world.comment(ada, post, `Number ${n}`);
  }
}

/** Bytes, after everything that nobody holds is gone. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 4; i++) collect();
  return process.memoryUsage().heapUsed;
}

const counted = async (metric: typeof subscribers): Promise<number> => (await metric.get()).values[0]!.value;
const resources = (kind: string): number => process.getActiveResourcesInfo().filter((each) => each === kind).length;

test('B6: connecting, listening and going thousands of times, cleanly and not, leaves no listener, socket, timer or memory behind', async () => {
  await cycles(CYCLES / 5);
  const nothing = async () => (await counted(subscribers)) === 0 && (await counted(groups)) === 0;
  await until(nothing, 20_000);
  await app.settled();
  const before = { heap: heap(), timers: resources('Timeout'), sockets: resources('TCPSocketWrap') };
  await cycles(CYCLES);
  await until(nothing, 20_000);
  await app.settled();
  await until(() => resources('TCPSocketWrap') <= before.sockets + 3 && resources('Timeout') <= before.timers + 5, 20_000);
  const grown = heap() / before.heap - 1;
  process.stderr.write(`  ${CYCLES} cycles: heap ${(before.heap / 2 ** 20).toFixed(0)} MiB, grown by ${(100 * grown).toFixed(1)} %\n`);
  expect(grown).toBeLessThan(0.1);
}, 600_000);
