import { setTimeout as sleep } from 'node:timers/promises';

const QUIET_MS = 2_000;

/** Runs `work`; when it takes over two seconds, says every two seconds what is being waited for. */
export async function withProgress<T>(log: (line: string) => void, describe: () => string, work: () => Promise<T>): Promise<T> {
  const began = Date.now();
  const timer = setInterval(() => log(`${describe()} … ${Math.round((Date.now() - began) / 1000)} s`), QUIET_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Asks `check` every few milliseconds until it gives something. Throws the signal's reason, or an Error after `timeoutMs`. */
export async function until<T>(check: () => Promise<T | undefined>, timeoutMs: number, signal: AbortSignal): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    signal.throwIfAborted();
    const result = await check();
    if (result !== undefined) return result;
    if (Date.now() > deadline) throw new Error(`not ready after ${Math.round(timeoutMs / 1000)} s`);
    await sleep(20);
  }
}
