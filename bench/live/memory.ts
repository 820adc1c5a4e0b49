import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveContender } from './contender.js';
import { nextNumber, publishSteadily, untilAllHeard } from './delivery.js';

/** What a socket with its subscription costs a server, in KiB. */
export interface SocketMemory {
  readonly residentKib: number;
  /** Objects and buffers, without what V8 keeps for later. */
  readonly heapKib: number;
}

/** A server has done everything often before its memory is looked at: code is compiled, pools are filled, the young heap has its size. */
const FIRST_SOCKETS = 50;
const FIRST_EVENTS = 100;
/** With all sockets, so that what they were sent has passed through every one of them. */
const WARM_UP_SECONDS = 5;
/** Closed sockets are let go, letters in the kernel are read. */
const CALM_MS = 1_500;

/** Connects all subscribers, waits until each has heard of something, and tells what the server grew by. */
export async function connectAll(contender: LiveContender, postId: string, perSecond: number): Promise<SocketMemory> {
  const { server, crowd, tokens, deaf } = contender;
  const few = { ...contender, tokens: tokens.filter((_, i) => !deaf.includes(i)).slice(0, FIRST_SOCKETS), deaf: [] };
  await crowd.order({ do: 'connect', port: server.port, postId, tokens: few.tokens, deaf: [] });
  await untilListening(few);
  for (let i = 0; i < FIRST_EVENTS; i++) await few.publish(nextNumber());
  await crowd.order({ do: 'close' });
  await sleep(CALM_MS);
  const before = await server.memory();
  await crowd.order({ do: 'connect', port: server.port, postId, tokens, deaf });
  await untilListening(contender);
  await untilAllHeard(contender, await publishSteadily(contender, perSecond, WARM_UP_SECONDS));
  await sleep(CALM_MS);
  const after = await server.memory();
  const each = (bytes: number): number => bytes / tokens.length / 1_024;
  return { residentKib: each(after.residentBytes - before.residentBytes), heapKib: each(after.heapBytes - before.heapBytes) };
}

const LISTENS_WITHIN_MS = 30_000;
const TRY_MS = 3_000;

/** A subscription is acknowledged by nothing; whoever has heard of an event listens. */
export async function untilListening({ server, crowd, tokens, deaf, publish }: LiveContender): Promise<void> {
  const until = Date.now() + LISTENS_WITHIN_MS;
  while (Date.now() < until) {
    const { number } = await publish(nextNumber());
    if ((await crowd.untilHeard([number], tokens.length - deaf.length, TRY_MS)) === tokens.length - deaf.length) return crowd.order({ do: 'forget' }).then(() => undefined);
  }
  throw new Error(`${server.name} has subscribers who hear of nothing.`);
}
