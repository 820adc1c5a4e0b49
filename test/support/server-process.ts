import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { WITHOUT_LIMITS } from './app.js';
import type { TestDatabases } from './databases.js';

/** The built server in a process of its own, to be killed: `npm test` has built it. */
export class ServerProcess {
  /** What it has logged: errors, unless `LOG_LEVEL` says otherwise. */
  readonly logged: string[] = [];

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    child.stderr?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    createInterface(child.stdout!).on('line', (line) => this.logged.push(line));
  }

  /** What it told whoever started it. */
  said = '';

  static async start(databases: TestDatabases, masterSecret: Buffer, port: number, settings: Record<string, string> = {}): Promise<ServerProcess> {
    const { postgresUrl, mongodbUrl, redisUrl, redisCacheUrl } = databases.urls;
    const env = {
      PATH: process.env['PATH'],
      PORT: String(port),
      LOG_LEVEL: 'error',
      POSTGRES_URL: postgresUrl,
      MONGODB_URL: mongodbUrl,
      REDIS_URL: redisUrl,
      REDIS_CACHE_URL: redisCacheUrl,
      MASTER_SECRET: masterSecret.toString('base64'),
      ...WITHOUT_LIMITS,
      ...settings,
    };
    const child = spawn(process.execPath, ['dist/main.js'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const url = `http://127.0.0.1:${port}`;
    const server = new ServerProcess(child, url);
    for (const deadline = Date.now() + 90_000; Date.now() < deadline && child.exitCode === null; await sleep(50)) {
      const response = await fetch(`${url}/readyz`, { headers: { connection: 'close' } }).catch(() => null);
      if (response?.ok) return server;
    }
    child.kill('SIGKILL');
    throw new Error(`The server did not become ready: ${server.logged.join('\n')}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it with a signal and waits until it is gone; gives the code it ended with, null where the signal did it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const gone = this.gone();
    this.child.kill(signal);
    return gone;
  }

  async gone(): Promise<number | null> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
    return child.exitCode;
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
