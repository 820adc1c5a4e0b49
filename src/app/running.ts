import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreUrls } from './stores.js';

const FILE = 'running.json';

interface Running extends StoreUrls {
  readonly pid: number;
}

/** Leaves word in the data folder where the embedded stores of this process are, for commands run beside it. Owner only. */
export function announceRunning(dataDir: string, urls: StoreUrls): void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, FILE);
  writeFileSync(file, JSON.stringify({ ...urls, pid: process.pid } satisfies Running), { mode: 0o600 });
  chmodSync(file, 0o600);
}

export function forgetRunning(dataDir: string): void {
  rmSync(join(dataDir, FILE), { force: true });
}

/** Where the stores of a start that still runs on this data folder are; null where none does. */
export function runningStores(dataDir: string): StoreUrls | null {
  try {
    const running = JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')) as Running;
    process.kill(running.pid, 0);
    return running;
  } catch {
    return null;
  }
}
