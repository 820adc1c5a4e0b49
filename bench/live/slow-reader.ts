import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../measure/monotonic.js';
import { usageOf } from '../measure/processes.js';
import { used } from '../measure/rounds.js';
import { median } from '../measure/statistics.js';
import { tableOf } from '../measure/table.js';
import type { LiveContender, Published } from './contender.js';
import { latenciesOf, nextNumber, publishSteadily } from './delivery.js';
import { numberIn } from './events.js';
import { untilListening } from './memory.js';

/** One subscriber that stops reading among others that read, at the highest steady rate. */
export interface SlowReader {
  readonly eventsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly loopDelayP99Ms: number;
  readonly loopDelayMostMs: number;
  /** In the first quarter of the time, and in the last. */
  readonly residentMbFirst: number;
  readonly residentMbLast: number;
  /** How it was closed, and how long after it had stopped to read it was sent something for the last time; null where it was not closed. */
  readonly closed: { readonly code: number; readonly afterMs: number } | null;
}

const READERS = 200;
const SECONDS = 20;
/** The slow one reads again after so long: within the grace that the server gives it, so that it learns why it was closed. */
const RESUMES_AFTER_MS = 10_000;
const TRIAL_SECONDS = 5;
const WRITERS = 4;
/** Of what the writers manage as fast as they can: a rate that can be held. */
const STEADY_SHARE = 0.7;
const LOOK_MS = 250;

export async function measureSlowReader(plaza: LiveContender, postId: string, say: (line: string) => void): Promise<SlowReader> {
  const hearing = plaza.tokens.filter((_, i) => !plaza.deaf.includes(i));
  const slowOne = 0;
  const crowd = plaza.crowd;
  const readers = { ...plaza, tokens: hearing.slice(0, READERS), deaf: [] };
  await crowd.order({ do: 'connect', port: plaza.server.port, postId, tokens: readers.tokens, deaf: [] });
  await untilListening(readers);
  const perSecond = Math.max(1, Math.floor(STEADY_SHARE * (await highestRate(readers))));
  say(`one subscriber stops reading, ${readers.tokens.length - 1} go on, ${perSecond} events a second`);

  await crowd.order({ do: 'forget' });
  await plaza.server.watchLoop();
  const resident = watchResident(plaza.server.pid);
  const pausedMs = monotonicMs();
  await crowd.order({ do: 'pause', index: slowOne });
  const resuming = sleep(RESUMES_AFTER_MS).then(() => crowd.order({ do: 'resume', index: slowOne }));
  const published = await publishSteadily(readers, perSecond, SECONDS);
  await resuming;
  await crowd.untilHeard(published.map(({ number }) => number), readers.tokens.length - 1, 10_000);
  const loop = await plaza.server.loopDelay();
  const residentMb = resident.stop();
  const report = await crowd.order({ do: 'report', whole: true });
  const lost = published.filter(({ number }) => (report.heard.find(([known]) => known === number)?.[1] ?? 0) < readers.tokens.length - 1);
  if (lost.length > 0) throw new Error(`Readers have missed ${lost.length} of ${published.length} events because of one that does not read.`);
  await crowd.order({ do: 'close' });

  const quarter = Math.max(1, residentMb.length >> 2);
  const closing = report.closings.find(({ index }) => index === slowOne);
  const { p50Ms, p99Ms } = latenciesOf(published, report.arrivals.map(({ number, atMs }) => ({ number, atMs: atMs.subarray(0, readers.tokens.length - 1) })));
  return {
    eventsPerSecond: perSecond, p50Ms, p99Ms,
    loopDelayP99Ms: loop.p99Ms, loopDelayMostMs: loop.mostMs,
    residentMbFirst: median(residentMb.slice(0, quarter)), residentMbLast: median(residentMb.slice(-quarter)),
    closed: closing ? { code: closing.code, afterMs: lastSent(published, report.recorded) - pausedMs } : null,
  };
}

/** Events a second that a few writers make, each as fast as it is answered. */
async function highestRate({ publish }: LiveContender): Promise<number> {
  const until = performance.now() + TRIAL_SECONDS * 1_000;
  let made = 0;
  const writer = async () => {
    while (performance.now() < until) {
      await publish(nextNumber());
      made += 1;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  return made / TRIAL_SECONDS;
}

function watchResident(pid: number): { stop(): number[] } {
  const seen: number[] = [];
  const timer = setInterval(() => seen.push(used(usageOf([pid]), pid).residentBytes / 1_048_576), LOOK_MS);
  return { stop: () => (clearInterval(timer), seen) };
}

/** When the last event was made that the first subscriber, which is the slow one, was sent. */
function lastSent(published: readonly Published[], recorded: readonly string[]): number {
  const got = new Set(recorded.map((payload) => numberIn(Buffer.from(payload))));
  return Math.max(0, ...published.filter(({ number }) => got.has(number)).map(({ sentMs }) => sentMs));
}

export const tableOfSlowReader = (slow: SlowReader): string =>
  tableOf(
    `One subscriber of ${READERS} stops reading, ${SECONDS} s at the highest steady rate`,
    ['Server', 'events/s', 'p50 ms of the others', 'p99 ms of the others', 'loop delay p99 ms', 'most ms', 'MB first', 'MB last', 'closed with', 'after s'],
    [[
      'Plaza', String(slow.eventsPerSecond), slow.p50Ms.toFixed(1), slow.p99Ms.toFixed(1), slow.loopDelayP99Ms.toFixed(1), slow.loopDelayMostMs.toFixed(1),
      slow.residentMbFirst.toFixed(0), slow.residentMbLast.toFixed(0), String(slow.closed?.code ?? 'not at all'), slow.closed ? (slow.closed.afterMs / 1_000).toFixed(1) : '–',
    ]],
  );
