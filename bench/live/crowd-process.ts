/** A process full of subscribers, which the bench tells what to do. One per server, so that none waits for another's. */
import { monotonicMs } from '../measure/monotonic.js';
import type { CrowdOrder, CrowdReport, Arrivals } from './crowd.js';
import { isNext, numberIn, payloadOf } from './events.js';
import { RawClient } from './raw-client.js';

/** Connections that are made at once. */
const AT_ONCE = 25;

const clients = new Map<number, RawClient>();
const arrivals = new Map<number, number[]>();
const overheard: number[] = [];
const closings: { index: number; code: number; atMs: number }[] = [];
let recorded: string[] = [];
let messages = 0;

process.on('message', (order: CrowdOrder) => {
  void obey(order).then(
    (report) => process.send!({ report }),
    (error: Error) => process.send!({ error: error.message }),
  );
});

async function obey(order: CrowdOrder): Promise<CrowdReport> {
  switch (order.do) {
    case 'connect':
      await connectAll(order);
      break;
    case 'forget':
      arrivals.clear();
      overheard.length = 0;
      recorded = [];
      messages = 0;
      break;
    case 'pause':
      clients.get(order.index)!.pause();
      break;
    case 'resume':
      clients.get(order.index)!.resume();
      break;
    case 'close':
      for (const client of clients.values()) client.close();
      clients.clear();
      closings.length = 0;
      break;
    case 'report':
      return { messages, arrivals: order.whole ? [...arrivals].map(toArrivals) : [], heard: [...arrivals].map(([n, times]) => [n, times.length]), overheard: overheard.length, recorded, closings };
  }
  return { messages, arrivals: [], heard: [], overheard: 0, recorded: [], closings };
}

const toArrivals = ([number, times]: [number, number[]]): Arrivals => ({ number, atMs: Float64Array.from(times).sort() });

async function connectAll({ port, postId, tokens, deaf }: Extract<CrowdOrder, { do: 'connect' }>): Promise<void> {
  const isDeaf = new Set(deaf);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < tokens.length; index = next++) clients.set(index, await connectOne(port, postId, tokens[index]!, index, isDeaf.has(index)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function connectOne(port: number, postId: string, token: string | null, index: number, isDeaf: boolean): Promise<RawClient> {
  return RawClient.open({
    port,
    token,
    postId,
    onMessage(message) {
      if (!isNext(message)) throw new Error(`A subscriber was told ${message.toString('utf8', 0, 500)}`);
      const number = numberIn(message);
      messages += 1;
      // The first one writes down what it gets.
      if (index === 0) recorded.push(payloadOf(message));
      if (number === null) return;
      if (isDeaf) overheard.push(number);
      const times = arrivals.get(number);
      if (times) times.push(monotonicMs());
      else arrivals.set(number, [monotonicMs()]);
    },
    onClosed: (code) => closings.push({ index, code, atMs: monotonicMs() }),
  });
}

process.once('disconnect', () => process.exit());
