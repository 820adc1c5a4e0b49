import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.js';
import { logFile, scriptOf } from '../contenders.js';
import { measureIdle } from '../measure/rounds.js';
import type { ServerCommand } from '../measure/server.js';
import { median } from '../measure/statistics.js';
import { tableOf } from '../measure/table.js';
import type { SectionResult } from '../section.js';
import { type LiveContender, partOf, publishByComment, publishByReplay, type Recording, recordingOf } from './contender.js';
import { Crowd } from './crowd.js';
import { type Delivery, measureDelivery, nextNumber, publishSteadily, untilAllHeard } from './delivery.js';
import { nextMessage, padded } from './events.js';
import { openPlaza, rateFor } from './plaza.js';
import { connectAll, type SocketMemory, untilListening } from './memory.js';
import { measureSlowReader, tableOfSlowReader } from './slow-reader.js';

const ROUNDS = 3;
const SECONDS = 12;

/** Plaza, a bare websocket server and a stock graphql-ws one, which send the same bytes to as many subscribers of one post. */
export async function measureLive(bench: Bench): Promise<SectionResult> {
  const { say, args } = bench.place;
  const { plaza, writer, writing, postId, audience, tokenOf } = await openPlaza(bench);
  const recording = await record(plaza, postId, (textOf) => publishByComment(writing, tokenOf(audience.commenter), postId, textOf));
  const rivals: LiveContender[] = [];
  for (const [name, script] of RIVALS) {
    const server = await bench.start(rivalCommand(bench, name, script));
    rivals.push({ server, crowd: bench.keep(new Crowd()), tokens: plaza.tokens.map(() => null), deaf: [], publish: publishByReplay(() => server, () => recording.parts) });
  }
  const [bare, stock] = rivals as [LiveContender, LiveContender];
  const contenders = [bare, { ...plaza, publish: recording.publish }, stock];
  const perSecond = rateFor(args.sockets);

  const memory: SocketMemory[] = [];
  for (const contender of contenders) {
    memory.push(await connectAll(contender, postId, perSecond));
    say(`${contender.server.name}: ${contender.tokens.length} subscribers, ${memory.at(-1)!.residentKib.toFixed(1)} KiB each`);
  }
  for (const rival of rivals) await refuseOtherBytes(rival, recording.parts);
  say(`the bytes agree: events in frames of ${recording.frameBytes} bytes; ${audience.deaf.length} of ${args.sockets} subscribers may not hear of the comments`);
  const idle = await measureIdle(contenders.map(({ server: { name, pid } }) => ({ name, pid })));

  const deliveries: Delivery[][] = contenders.map(() => []);
  const rounds = args.rounds ?? ROUNDS;
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const i = (round + turn) % contenders.length;
      const contender = contenders[i]!;
      const delivery = await measureDelivery(contender, perSecond, args.seconds ?? SECONDS, idle[contender.server.name]!);
      deliveries[i]!.push(delivery);
      say(`round ${round + 1}, ${contender.server.name}: ${delivery.messages} messages, ${delivery.cpuMicros.toFixed(1)} µs CPU each, p99 ${delivery.p99Ms.toFixed(0)} ms`);
    }
  }
  await bench.end(...rivals.flatMap(({ server, crowd }) => [crowd, server]));
  await plaza.crowd.order({ do: 'close' });
  const slow = await measureSlowReader(contenders[1]!, postId, say);
  await writing.deletePost(tokenOf(audience.author), postId);
  await bench.end(plaza.crowd, plaza.server, writer);

  const results = contenders.map(({ server: { name } }, i) => ({ name, memory: memory[i]!, idleMs: idle[name]!, rounds: deliveries[i]!, ...mediansOf(deliveries[i]!, deliveries[0]!) }));
  const title = `Live delivery: ${args.sockets} subscribers of one post, ${perSecond} events a second, frames of ${recording.frameBytes} bytes`;
  return { tables: [tableOfDelivery(title, results), tableOfSlowReader(slow)], data: { sockets: args.sockets, perSecond, frameBytes: recording.frameBytes, results, slow } };
}

const RIVALS = [['Bare ws', 'live/bare.js'], ['Stock graphql-ws', 'live/stock.js']] as const;

const rivalCommand = ({ stores }: Bench, name: string, script: string): ServerCommand => ({ name, script: scriptOf(script), env: { NODE_ENV: 'production' }, logFile: logFile(stores, name.toLowerCase().replace(' ', '-')), probed: true });

const RECORDED_EVENTS = 20;

/** Lets a few subscribers of Plaza write down what they get: the others are given the same to send. */
async function record(plaza: LiveContender, postId: string, publisher: (textOf: (text: string) => string) => LiveContender['publish']) {
  const few = { ...plaza, tokens: plaza.tokens.slice(0, 3), deaf: [] };
  const takeDown = async (publish: LiveContender['publish']): Promise<Recording> => {
    await few.crowd.order({ do: 'forget' });
    await untilAllHeard(few, await publishSteadily({ ...few, publish }, 5, RECORDED_EVENTS / 5));
    return recordingOf((await few.crowd.order({ do: 'report', whole: false })).recorded);
  };
  await few.crowd.order({ do: 'connect', port: plaza.server.port, postId, tokens: few.tokens, deaf: few.deaf });
  const bytesOf = (recording: Recording) => Buffer.byteLength(nextMessage('0'.repeat(36), recording[0]![0]!));
  await untilListening(few);
  const bareBytes = bytesOf(await takeDown(plaza.publish));
  const publish = publisher((text) => padded(text, bareBytes));
  const parts = await takeDown(publish);
  await few.crowd.order({ do: 'close' });
  return { publish, parts, frameBytes: bytesOf(parts) };
}

/** What the rivals' first subscriber gets must be, to the byte, what Plaza's got. */
async function refuseOtherBytes(rival: LiveContender, parts: Recording): Promise<void> {
  await rival.crowd.order({ do: 'forget' });
  const numbers = parts.map(() => nextNumber());
  const published = [];
  for (const number of numbers) published.push(await rival.publish(number));
  await untilAllHeard(rival, published);
  const expected = numbers.flatMap((number) => partOf(parts, number));
  const recorded = await recordedBy(rival, expected.length);
  const wrong = expected.findIndex((payload, i) => payload !== recorded[i]);
  if (wrong >= 0) throw new Error(`${rival.server.name} sends other bytes than Plaza:\n${expected[wrong]}\n${recorded[wrong]}`);
}

/** Counters have no number to wait for, and come after the event that has. */
async function recordedBy({ crowd }: LiveContender, count: number): Promise<readonly string[]> {
  for (const giveUpAt = Date.now() + 5_000; ; await sleep(50)) {
    const { recorded } = await crowd.order({ do: 'report', whole: false });
    if (recorded.length >= count || Date.now() > giveUpAt) return recorded;
  }
}

function mediansOf(rounds: readonly Delivery[], floor: readonly Delivery[]) {
  const of = (pick: (delivery: Delivery) => number) => median(rounds.map(pick));
  return {
    cpuMicros: of(({ cpuMicros }) => cpuMicros),
    cpuRatio: median(rounds.map(({ cpuMicros }, round) => cpuMicros / floor[round]!.cpuMicros)),
    p50Ms: of(({ p50Ms }) => p50Ms), p99Ms: of(({ p99Ms }) => p99Ms),
    p50AfterAnswerMs: of((each) => each.p50AfterAnswerMs), p99AfterAnswerMs: of((each) => each.p99AfterAnswerMs),
  };
}

type LiveResult = ReturnType<typeof mediansOf> & { readonly name: string; readonly memory: SocketMemory; readonly idleMs: number };

const tableOfDelivery = (title: string, results: readonly LiveResult[]): string =>
  tableOf(
    title,
    ['Server', 'CPU µs/message', 'of bare ws', 'KiB/socket', 'of it heap', 'p50 ms', 'p99 ms', 'p50 after answer', 'p99 after answer', 'idle ms/s'],
    results.map((each) => [
      each.name, each.cpuMicros.toFixed(1), `${each.cpuRatio.toFixed(2)}×`, each.memory.residentKib.toFixed(1), each.memory.heapKib.toFixed(1),
      each.p50Ms.toFixed(1), each.p99Ms.toFixed(1), each.p50AfterAnswerMs.toFixed(1), each.p99AfterAnswerMs.toFixed(1), each.idleMs.toFixed(0),
    ]),
  );
