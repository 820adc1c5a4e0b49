import type { Log } from '../telemetry/log.js';

export interface LoopOptions {
  readonly name: string;
  /** Milliseconds between two runs where nobody wakes it. */
  readonly everyMs: number;
  /** Long work asks now and then whether it is to end. */
  readonly work: (isStopping: () => boolean) => Promise<unknown>;
  readonly log: Log;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Runs `work` again and again: when woken, and by itself. A failure never ends it: it backs off, and says so once per
 * outage. A wake-up during a run leads to another run.
 */
export class Loop {
  private running: Promise<void> | null = null;
  private stopped = false;
  private woken = false;
  private failures = 0;
  private endPause: (() => void) | null = null;

  constructor(private readonly options: LoopOptions) {}

  start(): void {
    this.stopped = false;
    this.running ??= this.run();
  }

  wake(): void {
    this.woken = true;
    // While it backs off, wake-ups don't hurry it: a store that is away is not asked once per write.
    if (this.failures === 0) this.endPause?.();
  }

  /** Ends after the run at hand; resolves when that has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.endPause?.();
    await this.running;
    this.running = null;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.woken = false;
      await this.once();
      if (this.stopped || (this.woken && this.failures === 0)) continue;
      await this.pause(this.failures === 0 ? this.options.everyMs : Math.min(FIRST_PAUSE_MS * 2 ** (this.failures - 1), LONGEST_PAUSE_MS));
    }
  }

  private async once(): Promise<void> {
    const { name, work, log } = this.options;
    try {
      await work(() => this.stopped);
      if (this.failures > 0) log.info({ loop: name }, 'Back at work');
      this.failures = 0;
    } catch (error) {
      if (this.failures === 0 && !this.stopped) log.warn({ err: error, loop: name }, 'Background work failed; it is tried again');
      this.failures = Math.min(this.failures + 1, 20);
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
