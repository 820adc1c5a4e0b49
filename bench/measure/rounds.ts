import { setTimeout as sleep } from 'node:timers/promises';
import { load, type WireRequest } from './load.js';
import { type Usage, usageOf } from './processes.js';
import type { Server } from './server.js';
import { percentile } from './statistics.js';

/** Something whose processor time is told beside the server's. */
export interface Watched {
  readonly name: string;
  readonly pid: number;
}

/** One server under load for some seconds. Milliseconds of processor time are per request. */
export interface Measurement {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMs: number;
  readonly storeCpuMs: Readonly<Record<string, number>>;
  readonly residentMb: number;
}

export interface Contender {
  readonly server: Server;
  readonly requests: readonly WireRequest[];
  /** The stores that it asks. */
  readonly stores: readonly Watched[];
}

export interface RoundPlan {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  /** Fewer where the servers have done much of the same before. */
  readonly warmUpRequests?: number;
}

/** V8 compiles what runs often: a server counts as warm after so many requests, or after some time where it is slow. */
const WARM_UP_REQUESTS = 4_000;
const WARM_UP_SECONDS = 45;

/**
 * Loads the contenders in turns, so that what disturbs the machine for a while disturbs all of them; every round starts
 * with another one. Gives each one's measurements, a row per round.
 */
export async function runRounds(contenders: readonly Contender[], plan: RoundPlan, told: (line: string) => void): Promise<Measurement[][]> {
  for (const contender of contenders) await warmUp(contender, plan.connections, plan.warmUpRequests);
  const measurements: Measurement[][] = contenders.map(() => []);
  for (let round = 0; round < plan.rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const i = (round + turn) % contenders.length;
      const measured = await measure(contenders[i]!, plan);
      measurements[i]!.push(measured);
      told(`round ${round + 1}, ${contenders[i]!.server.name}: ${measured.requestsPerSecond.toFixed(0)} req/s, ${measured.cpuMs.toFixed(3)} ms CPU`);
    }
  }
  return measurements;
}

const IDLE_SECONDS = 5;

/** Milliseconds of processor time that each process takes in a second while nobody asks it for anything. */
export async function measureIdle(processes: readonly Watched[]): Promise<Record<string, number>> {
  const pids = processes.map(({ pid }) => pid);
  const before = usageOf(pids);
  await sleep(IDLE_SECONDS * 1_000);
  const after = usageOf(pids);
  return Object.fromEntries(processes.map(({ name, pid }) => [name, (used(after, pid).cpuMs - used(before, pid).cpuMs) / IDLE_SECONDS]));
}

export async function warmUp({ server, requests }: Pick<Contender, 'server' | 'requests'>, connections: number, wanted = WARM_UP_REQUESTS): Promise<void> {
  const until = performance.now() + WARM_UP_SECONDS * 1_000;
  for (let answered = 0; answered < wanted && performance.now() < until; ) answered += (await load(server.port, requests, connections, 1)).answered;
}

async function measure({ server, requests, stores }: Contender, plan: RoundPlan): Promise<Measurement> {
  const pids = [server.pid, ...stores.map(({ pid }) => pid)];
  const before = usageOf(pids);
  const { answered, seconds, latencies } = await load(server.port, requests, plan.connections, plan.seconds);
  const after = usageOf(pids);
  const perRequest = (pid: number): number => (used(after, pid).cpuMs - used(before, pid).cpuMs) / answered;
  return {
    requestsPerSecond: answered / seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    cpuMs: perRequest(server.pid),
    storeCpuMs: Object.fromEntries(stores.map(({ name, pid }) => [name, perRequest(pid)])),
    residentMb: used(after, server.pid).residentBytes / 1_048_576,
  };
}

/** Throws where the process is gone. */
export function used(usage: ReadonlyMap<number, Usage>, pid: number): Usage {
  const found = usage.get(pid);
  if (!found) throw new Error(`The process ${pid} has ended under load.`);
  return found;
}
