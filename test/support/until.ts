import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 20;
/** What a look counts for at most, and what the pause after it: more is time that the machine gave to others. */
const LONGEST_LOOK_MS = 1_000;
const LONGEST_PAUSE_MS = 250;

/**
 * Waits until `condition` holds; fails after `withinMs`. For what happens by itself and has no end to wait for. Time in which
 * the machine did something else does not count, so that a promise of one second can be asked for beside other tests; what this
 * process has computed does, the server in it included.
 */
export async function until(condition: () => Promise<boolean> | boolean, withinMs = 20_000): Promise<void> {
  for (let waited = 0; ; ) {
    const look = stopwatch();
    if (await condition()) return;
    waited += look(LONGEST_LOOK_MS);
    if (waited > withinMs) throw new Error(`Not within ${withinMs} ms.`);
    const pause = stopwatch();
    await sleep(PAUSE_MS);
    waited += pause(LONGEST_PAUSE_MS);
  }
}

/** Gives the milliseconds since it was made: at most `most`, or what this process has used of a processor meanwhile. */
function stopwatch(): (most: number) => number {
  const [since, used] = [performance.now(), process.cpuUsage()];
  return (most) => {
    const { user, system } = process.cpuUsage(used);
    return Math.min(performance.now() - since, Math.max(most, (user + system) / 1_000));
  };
}
