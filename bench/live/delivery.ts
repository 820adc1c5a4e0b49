import { setTimeout as sleep } from 'node:timers/promises';
import { used } from '../measure/rounds.js';
import { usageOf } from '../measure/processes.js';
import { ascending, percentile } from '../measure/statistics.js';
import type { LiveContender, Published } from './contender.js';
import type { Arrivals } from './crowd.js';

/** One server, its subscribers and a steady rate of events, for some seconds. */
export interface Delivery {
  readonly events: number;
  readonly messages: number;
  /** Microseconds of processor time per message, what the server takes without events taken off. */
  readonly cpuMicros: number;
  /** From the moment at which the event was asked for to the one at which a subscriber has it. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From the answer to whoever made it; below zero where it arrived before. */
  readonly p50AfterAnswerMs: number;
  readonly p99AfterAnswerMs: number;
}

const PATIENCE_MS = 60_000;

let lastNumber = 0;

/** Events that follow each other on every server of this run. */
export const nextNumber = (): number => ++lastNumber;

/** Lets something happen at a steady rate, whatever becomes of it. */
export async function publishSteadily({ publish }: LiveContender, perSecond: number, seconds: number): Promise<Published[]> {
  const began = performance.now();
  const all: Promise<Published>[] = [];
  for (let i = 0; i < perSecond * seconds; i++) {
    await sleep(Math.max(0, began + (i * 1_000) / perSecond - performance.now()));
    all.push(publish(nextNumber()));
  }
  return Promise.all(all);
}

/** Waits until all who may hear of these events have. Throws where some don't, or where somebody hears who must not. */
export async function untilAllHeard({ server, crowd, tokens, deaf }: LiveContender, published: readonly Published[]): Promise<void> {
  const hearing = tokens.length - deaf.length;
  const heard = await crowd.untilHeard(published.map(({ number }) => number), hearing, PATIENCE_MS);
  const { overheard, closings } = await crowd.order({ do: 'report', whole: false });
  if (heard !== published.length * hearing || overheard > 0) {
    throw new Error(`${server.name}: ${published.length} events were heard ${heard} times by ${hearing} subscribers, and ${overheard} times by those who must not; ${closings.length} sockets were closed (${[...new Set(closings.map(({ code }) => code))].join(', ') || 'none'}).`);
  }
}

export async function measureDelivery(contender: LiveContender, perSecond: number, seconds: number, idleMsPerSecond: number): Promise<Delivery> {
  const { server, crowd } = contender;
  const cpuMs = () => used(usageOf([server.pid]), server.pid).cpuMs;
  await crowd.order({ do: 'forget' });
  const [began, before] = [performance.now(), cpuMs()];
  const published = await publishSteadily(contender, perSecond, seconds);
  await untilAllHeard(contender, published);
  const idleMs = (idleMsPerSecond * (performance.now() - began)) / 1_000;
  const spentMs = cpuMs() - before - idleMs;
  const { messages, arrivals } = await crowd.order({ do: 'report', whole: true });
  return { events: published.length, messages, cpuMicros: (spentMs * 1_000) / messages, ...latenciesOf(published, arrivals) };
}

export function latenciesOf(published: readonly Published[], arrivals: readonly Arrivals[]): Pick<Delivery, 'p50Ms' | 'p99Ms' | 'p50AfterAnswerMs' | 'p99AfterAnswerMs'> {
  const made = new Map(published.map((event) => [event.number, event]));
  const since = (from: (event: Published) => number) => ascending(arrivals.flatMap(({ number, atMs }) => (made.has(number) ? [...atMs].map((at) => at - from(made.get(number)!)) : [])));
  const fromSending = since(({ sentMs }) => sentMs);
  const fromAnswer = since(({ answeredMs }) => answeredMs);
  return { p50Ms: percentile(fromSending, 0.5), p99Ms: percentile(fromSending, 0.99), p50AfterAnswerMs: percentile(fromAnswer, 0.5), p99AfterAnswerMs: percentile(fromAnswer, 0.99) };
}
