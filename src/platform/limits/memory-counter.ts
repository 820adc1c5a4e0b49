import { type Granted, grantOf, type Want, type WindowCounter } from './window-counter.js';

interface Window {
  used: number;
  resetAt: number;
}

/** Counters of this process: where there is no Redis, and for as long as it is away. The oldest windows leave first. */
export class MemoryCounter implements WindowCounter {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly capacity = 100_000) {}

  async take(wants: readonly Want[]): Promise<Granted[]> {
    return wants.map((want) => {
      const window = this.windowOf(want);
      const granted = grantOf(want, window.used);
      window.used += granted;
      return { granted, used: window.used, resetAt: window.resetAt };
    });
  }

  async giveBack(key: string, amount: number): Promise<void> {
    const window = this.windows.get(key);
    if (window) window.used = Math.max(0, window.used - amount);
  }

  /** Takes over what another counter knows, to go on from there. */
  learn(key: string, used: number, resetAt: number): void {
    const window = this.windows.get(key);
    if (window) Object.assign(window, { used, resetAt });
    else this.add(key, { used, resetAt });
  }

  private windowOf({ key, windowMs }: Want): Window {
    const now = Date.now();
    const known = this.windows.get(key);
    if (known && known.resetAt > now) return known;
    const fresh = { used: 0, resetAt: now + windowMs };
    this.windows.delete(key);
    this.add(key, fresh);
    return fresh;
  }

  private add(key: string, window: Window): void {
    this.windows.set(key, window);
    if (this.windows.size > this.capacity) this.windows.delete(this.windows.keys().next().value!);
  }
}
