import type { Assembly } from './assemble.js';
import type { Stores } from './stores.js';

export interface DemoLogin {
  readonly username: string;
  readonly password: string;
}

/** Fills an empty embedded store with the demo world at the first start; gives the login that goes with it. */
export async function makeDemoWorld(_opened: { stores: Stores; assembly: Assembly; publicUrl: string }, _say: (line: string) => void): Promise<DemoLogin | null> {
  return null;
}
