import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoopDelay, Memory, ProbeQuestion } from './probe.js';

export interface ServerCommand {
  readonly name: string;
  /** The script that Node runs. */
  readonly script: string;
  readonly nodeOptions?: readonly string[];
  /** Whether it can be asked what it holds in memory (measure/probe). */
  readonly probed?: boolean;
  readonly env: Readonly<Record<string, string>>;
  /** Where its output goes. */
  readonly logFile: string;
}

const PROBE = ['--expose-gc', '--import', new URL('probe.js', import.meta.url).href];
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

/** As the product is started; every other server gets the same. */
const NODE_FLAGS = ['--max-semi-space-size=64'];

/** A server that this process started, on a port of its own. */
export class Server {
  private constructor(
    readonly name: string,
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly gone: Promise<void>,
  ) {}

  static async start(command: ServerCommand): Promise<Server> {
    const port = await freePort();
    mkdirSync(dirname(command.logFile), { recursive: true });
    const output = openSync(command.logFile, 'w');
    const child = spawn(process.execPath, [...NODE_FLAGS, ...(command.probed ? PROBE : []), ...(command.nodeOptions ?? []), command.script], {
      env: { ...process.env, ...command.env, HOST: '127.0.0.1', PORT: String(port) },
      stdio: ['ignore', output, output, ...(command.probed ? (['ipc'] as const) : [])],
    });
    closeSync(output);
    const killAtExit = () => child.kill('SIGKILL');
    process.once('exit', killAtExit);
    const gone = new Promise<void>((resolve) => child.once('exit', () => (process.off('exit', killAtExit), resolve())));
    const server = new Server(command.name, port, child, gone);
    await server.untilReady(command.logFile);
    return server;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** What it holds once its garbage is collected. */
  memory(): Promise<Memory> {
    return this.ask<Memory>('memory');
  }

  /** Starts to watch how long its event loop lets others wait. */
  async watchLoop(): Promise<void> {
    await this.ask('watch loop');
  }

  /** Since the watch began. */
  loopDelay(): Promise<LoopDelay> {
    return this.ask<LoopDelay>('loop delay');
  }

  private ask<Answer>(question: ProbeQuestion): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.child.once('message', (answer) => resolve(answer as Answer));
      this.child.send(question, (error) => error && reject(error));
    });
  }

  /** Asks it to stop, and insists when it does not. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const insist = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.gone;
    clearTimeout(insist);
  }

  private async untilReady(logFile: string): Promise<void> {
    const until = Date.now() + START_TIMEOUT_MS;
    while (this.child.exitCode === null && Date.now() < until) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/readyz`).catch(() => null);
      await answer?.arrayBuffer();
      if (answer?.ok) return;
      await sleep(100);
    }
    this.child.kill('SIGKILL');
    throw new Error(`${this.name} did not start; its log: ${logFile}`);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
