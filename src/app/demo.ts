import { systemClock } from '../kernel/clock.js';
import type { Assembly } from './assemble.js';
import { seedDemoWorld } from './commands/seed/index.js';
import type { Stores } from './stores.js';

export interface DemoLogin {
  readonly username: string;
  readonly password: string;
}

const PROGRESS_MS = 2_000;

/** Fills an empty embedded store with the demo world at the first start; gives the login that goes with it, if any. */
export async function makeDemoWorld(opened: { stores: Stores; assembly: Assembly; publicUrl: string }, say: (line: string) => void): Promise<DemoLogin | null> {
  const { stores, assembly, publicUrl } = opened;
  const began = Date.now();
  const timer = setInterval(() => say(`making the demo world … ${Math.round((Date.now() - began) / 1_000)} s`), PROGRESS_MS);
  try {
    const { seeded, login } = await seedDemoWorld({ ...stores, accounts: assembly.accounts, clock: systemClock, publicUrl });
    if (seeded) say(`made the demo world (${((Date.now() - began) / 1_000).toFixed(1)} s)`);
    return login;
  } finally {
    clearInterval(timer);
  }
}
