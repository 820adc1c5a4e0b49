import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { CrowdOrder, CrowdReport } from './crowd-process.js';
import { until } from './until.js';

/** Clients by the thousand, who listen to one post. */
export class Crowd {
  private constructor(
    private readonly child: ChildProcess,
    readonly size: number,
  ) {}

  /** Resolves once all of them listen. */
  static async gather(order: CrowdOrder): Promise<Crowd> {
    const child = fork('test/support/crowd-process.ts', { execArgv: ['--import', './examples/typescript.mjs', '--no-warnings'] });
    const crowd = new Crowd(child, order.tokens.length * order.perToken);
    try {
      child.send({ command: 'gather', order });
      await crowd.allAreBack();
      return crowd;
    } catch (error) {
      await crowd.end();
      throw error;
    }
  }

  /** Cuts all connections at once. */
  cut(): void {
    this.child.send({ command: 'cut' });
  }

  async report(): Promise<CrowdReport> {
    const answer = once(this.child, 'message');
    this.child.send({ command: 'report' });
    return ((await answer) as [CrowdReport])[0];
  }

  async allAreBack(withinMs = 120_000): Promise<CrowdReport> {
    let report = await this.report();
    await until(async () => (report = await this.report()).back === this.size || report.troubles.length > 0, withinMs).catch(() => {
      throw new Error(`Not within ${withinMs} ms: ${JSON.stringify(report)}`);
    });
    return report;
  }

  async end(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
