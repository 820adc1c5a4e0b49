import { setTimeout as sleep } from 'node:timers/promises';
import { askForText } from '../ask.js';
import type { Server } from '../measure/server.js';
import type { Tokens } from '../tokens.js';
import type { BenchViewer } from '../viewers.js';
import type { Timelines } from './timelines.js';

/** So many at a time: builds wait in a queue that takes no more than some. */
const AT_A_TIME = 500;
const AT_ONCE = 8;
const LOOK_MS = 50;
const BUILT_WITHIN_MS = 20_000;
const TRIES = 5;

/** Lets readers look at their feeds once, as people do, which makes them active; waits until each has a timeline. */
export async function wakeReaders(server: Server, readers: readonly BenchViewer[], tokens: Tokens, timelines: Timelines): Promise<{ readonly seconds: number }> {
  const began = performance.now();
  for (let start = 0; start < readers.length; start += AT_A_TIME) await wakeSome(server, readers.slice(start, start + AT_A_TIME), tokens, timelines);
  return { seconds: (performance.now() - began) / 1_000 };
}

async function wakeSome(server: Server, readers: readonly BenchViewer[], tokens: Tokens, timelines: Timelines): Promise<void> {
  let asleep = readers.map(({ userId }) => userId);
  for (let tries = 0; asleep.length > 0; tries++) {
    if (tries === TRIES) throw new Error(`${asleep.length} of ${readers.length} readers got no timeline.`);
    const waking = [...asleep];
    const worker = async () => {
      // An answer that fails is no matter here: who has no timeline afterwards is woken again.
      for (let userId = waking.pop(); userId !== undefined; userId = waking.pop()) await askForText(server, tokens.get(userId)!, { query: '{ homeFeed(first: 1) { edges { cursor } } }' });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const until = Date.now() + BUILT_WITHIN_MS;
    while (asleep.length > 0 && Date.now() < until) {
      const ready = await timelines.readyAmong(asleep);
      asleep = asleep.filter((userId) => !ready.has(userId));
      if (asleep.length > 0) await sleep(LOOK_MS);
    }
  }
}
