import type { Measurement } from './rounds.js';
import { median } from './statistics.js';
import { tableOf } from './table.js';

/** What came of one operation: each contender's rounds, the floor first. */
export interface OperationResult {
  readonly operation: string;
  readonly title: string;
  readonly servers: readonly { readonly name: string; readonly rounds: readonly Measurement[]; readonly summary: Measurement; readonly cpuRatio: number }[];
}

/** Medians over the rounds; the ratio is the median of each round's ratio to the floor of the same round. */
export function summarize(operation: { name: string; title: string }, names: readonly string[], measurements: readonly (readonly Measurement[])[]): OperationResult {
  const floor = measurements[0]!;
  return {
    operation: operation.name,
    title: operation.title,
    servers: names.map((name, i) => {
      const rounds = measurements[i]!;
      return { name, rounds, summary: medians(rounds), cpuRatio: median(rounds.map(({ cpuMs }, round) => cpuMs / floor[round]!.cpuMs)) };
    }),
  };
}

function medians(rounds: readonly Measurement[]): Measurement {
  const of = (pick: (measurement: Measurement) => number) => median(rounds.map(pick));
  return {
    requestsPerSecond: of((each) => each.requestsPerSecond),
    p50Ms: of((each) => each.p50Ms),
    p99Ms: of((each) => each.p99Ms),
    cpuMs: of((each) => each.cpuMs),
    storeCpuMs: Object.fromEntries(Object.keys(rounds[0]!.storeCpuMs).map((store) => [store, of((each) => each.storeCpuMs[store]!)])),
    residentMb: of((each) => each.residentMb),
  };
}

/** The table of one operation, in Markdown. */
export function tableOfOperation(result: OperationResult): string {
  const stores = Object.keys(result.servers[0]!.summary.storeCpuMs);
  const head = ['Server', 'req/s', 'p50 ms', 'p99 ms', 'CPU ms/req', 'of the floor', ...stores.map((store) => `${store} ms/req`), 'MB'];
  const rows = result.servers.map(({ name, summary, cpuRatio }) => [
    name,
    summary.requestsPerSecond.toFixed(0),
    summary.p50Ms.toFixed(1),
    summary.p99Ms.toFixed(1),
    summary.cpuMs.toFixed(3),
    `${cpuRatio.toFixed(2)}×`,
    ...stores.map((store) => summary.storeCpuMs[store]!.toFixed(3)),
    summary.residentMb.toFixed(0),
  ]);
  return tableOf(result.title, head, rows);
}
