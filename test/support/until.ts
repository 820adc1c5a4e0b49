import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 20;
/** What a look and the pause after it count for at most: in the rest this process was not given any time. */
const MOST_MS = 250;

/**
 * Waits until `condition` holds; fails after `withinMs`. For what happens by itself and has no end to wait for. Time in which
 * the machine did something else does not count, so that a promise of one second can be asked for beside other tests.
 */
export async function until(condition: () => Promise<boolean> | boolean, withinMs = 20_000): Promise<void> {
  let waited = 0;
  for (;;) {
    const lookedAt = performance.now();
    if (await condition()) return;
    if (waited > withinMs) throw new Error(`Not within ${withinMs} ms.`);
    await sleep(PAUSE_MS);
    waited += Math.min(performance.now() - lookedAt, MOST_MS);
  }
}
