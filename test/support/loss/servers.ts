import { type ServerProcess } from '../server-process.js';

/** Servers that can be killed and started again in their places, and what all of them have logged. */
export class Servers {
  private readonly all: ServerProcess[] = [];

  private constructor(
    private readonly current: ServerProcess[],
    private readonly startOne: (n: number) => Promise<ServerProcess>,
  ) {
    this.all.push(...current);
  }

  static async start(count: number, startOne: (n: number) => Promise<ServerProcess>): Promise<Servers> {
    const started = await Promise.allSettled(Array.from({ length: count }, (_, n) => startOne(n)));
    const failed = started.find((each) => each.status === 'rejected');
    const current = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    if (!failed) return new Servers(current, startOne);
    await Promise.all(current.map((server) => server.end('SIGKILL')));
    throw failed.reason;
  }

  get urls(): string[] {
    return this.current.map(({ url }) => url);
  }

  /** kill -9. */
  async kill(n: number): Promise<void> {
    await this.current[n]!.end('SIGKILL');
  }

  async restart(n: number): Promise<void> {
    this.current[n] = await this.startOne(n);
    this.all.push(this.current[n]);
  }

  /** What they did not expect. That a store is away is nothing of that sort here. */
  get surprises(): string[] {
    return this.all.flatMap(({ logged }) => logged).filter((line) => !line.includes('"A store is away"'));
  }

  async end(): Promise<void> {
    await Promise.all(this.current.map((server) => server.end('SIGKILL')));
  }
}
