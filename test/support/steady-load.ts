import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Answered {
  readonly status: number;
  readonly closes: boolean;
  readonly body: string;
}

/** What clients that keep their connections send, at a steady rate, to whichever server `pick` names. */
export interface SteadyLoadOptions {
  readonly perSecond: number;
  readonly lanes: number;
  /** The servers to try, in order: the next one only where a connection was refused. Nobody is there: the lane waits. */
  pick(): readonly string[];
  /** The n-th request. */
  write(n: number): { readonly body: string; readonly token: string | null };
}

/** Requests that never stop, and what became of each. */
export class SteadyLoad {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly running: Promise<unknown>;
  private stopped = false;
  private sent = 0;
  readonly answered: Answered[] = [];
  readonly failed: string[] = [];
  refused = 0;

  constructor(private readonly options: SteadyLoadOptions) {
    this.running = Promise.all(Array.from({ length: options.lanes }, () => this.lane()));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    this.agent.destroy();
  }

  private async lane(): Promise<void> {
    const { perSecond, lanes } = this.options;
    while (!this.stopped) {
      await Promise.all([this.one(), sleep((1_000 * lanes) / perSecond)]);
    }
  }

  private async one(): Promise<void> {
    const { body, token } = this.options.write(this.sent++);
    for (const url of this.options.pick()) {
      try {
        const answer = await this.send(url, body, token);
        this.answered.push(answer);
        if (answer.status !== 200 || answer.body.includes('"errors"')) this.failed.push(`${answer.status} ${answer.body.slice(0, 200)}`);
        return;
      } catch (error) {
        if ((error as { code?: string }).code !== 'ECONNREFUSED') return void this.failed.push(String(error));
        this.refused++;
      }
    }
  }

  private send(url: string, body: string, token: string | null): Promise<Answered> {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...(token !== null && { authorization: `Bearer ${token}` }) };
    return new Promise((resolve, reject) => {
      const sent = request(`${url}/graphql`, { method: 'POST', agent: this.agent, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, closes: response.headers.connection === 'close', body: text }));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
