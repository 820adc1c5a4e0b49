import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `condition` holds; fails after `withinMs`. For what happens by itself and has no end to wait for. */
export async function until(condition: () => Promise<boolean> | boolean, withinMs = 5_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > giveUpAt) throw new Error(`Not within ${withinMs} ms.`);
    await sleep(20);
  }
}
