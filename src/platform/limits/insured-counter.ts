import type { Log } from '../telemetry/log.js';
import type { MemoryCounter } from './memory-counter.js';
import type { RedisCounter } from './redis-counter.js';
import type { Granted, Want, WindowCounter } from './window-counter.js';

/** Nobody waits again for a Redis that has just not answered. */
const PAUSE_MS = 1_000;

/**
 * Counts in Redis, and while it is away in this process' memory, from where Redis was last heard of: a limit that neither
 * opens nor closes. Meanwhile every process counts for itself.
 */
export class InsuredCounter implements WindowCounter {
  private pausedUntil = 0;
  private insured = false;

  constructor(
    private readonly redis: RedisCounter,
    private readonly memory: MemoryCounter,
    private readonly log: Log,
  ) {}

  async take(wants: readonly Want[]): Promise<Granted[]> {
    if (!this.mayAsk()) return this.memory.take(wants);
    try {
      const granted = await this.redis.take(wants);
      wants.forEach(({ key }, i) => this.memory.learn(key, granted[i]!.used, granted[i]!.resetAt));
      this.note(false);
      return granted;
    } catch {
      this.pausedUntil = Date.now() + PAUSE_MS;
      this.note(true);
      return this.memory.take(wants);
    }
  }

  async giveBack(key: string, amount: number): Promise<void> {
    await this.memory.giveBack(key, amount);
    if (this.mayAsk()) await this.redis.giveBack(key, amount).catch(() => undefined);
  }

  private mayAsk(): boolean {
    if (!this.redis.ready) this.note(true);
    return this.redis.ready && Date.now() >= this.pausedUntil;
  }

  private note(insured: boolean): void {
    if (insured === this.insured) return;
    this.insured = insured;
    if (insured) this.log.warn('Limits are counted by this process alone until Redis is back');
    else this.log.info('Limits are counted in Redis again');
  }
}
