/** Loaded into a server before its own code: answers the bench's questions about the process, and leaves it alone otherwise. */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';

export interface Memory {
  /** Without V8's young space, which grows to a size of its own and stays there. */
  readonly residentBytes: number;
  /** Objects, and buffers outside of V8's heap. */
  readonly heapBytes: number;
}

export interface LoopDelay {
  readonly p99Ms: number;
  readonly mostMs: number;
}

export type ProbeQuestion = 'memory' | 'watch loop' | 'loop delay';

const RESOLUTION_MS = 10;
let loop: IntervalHistogram | null = null;

process.on('message', (question: ProbeQuestion) => process.send?.(answer(question)));
// A channel that waits for questions must not keep the process up.
process.channel?.unref();

function answer(question: ProbeQuestion): Memory | LoopDelay | true {
  if (question === 'memory') {
    for (let times = 0; times < 3; times++) globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')!;
    return { residentBytes: rss - young.physical_space_size, heapBytes: heapUsed + external };
  }
  if (question === 'watch loop') {
    loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    loop.enable();
    return true;
  }
  // The histogram holds whole intervals, of which the timer's own length is no delay.
  const ms = (nanoseconds: number | undefined) => Math.max(0, (nanoseconds ?? 0) / 1e6 - RESOLUTION_MS);
  const delay = { p99Ms: ms(loop?.percentile(99)), mostMs: ms(loop?.max) };
  loop?.disable();
  return delay;
}
