import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine } from '../../src/platform/embedded/process-identity.js';
import { resetData } from '../../src/platform/embedded/index.js';

const BUILD = 'node_modules/.cache/plaza-launcher-test';

/** The launcher's code as Node can run it: jest compiles in memory, and a process to kill needs files. */
export function buildEmbedded(): string {
  const args = ['node_modules/@swc/cli/bin/swc.js', 'src/platform/embedded', '-d', BUILD, '--strip-leading-paths', '-q'];
  execFileSync(process.execPath, args, { stdio: 'inherit' });
  return join(process.cwd(), BUILD, 'platform/embedded/index.js');
}

/** A folder that is deleted (and whose stores are stopped) by `cleanUp`. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'plaza-launcher-'));

/** A launcher in a process of its own, to be killed. */
export class Launcher {
  output = '';
  private readonly child: ChildProcess;

  constructor(build: string, dataDir: string, options: { ephemeral?: boolean } = {}) {
    const script = `
      const { startEmbeddedStores } = await import(${JSON.stringify(build)});
      const calledOff = new AbortController();
      let stores;
      process.on('SIGTERM', async () => { calledOff.abort(new Error('called off')); await stores?.stop(); process.exit(0); });
      try {
        stores = await startEmbeddedStores({ dataDir: ${JSON.stringify(dataDir)}, need: { postgres: true, mongodb: true, redis: true }, log: console.log, signal: calledOff.signal, ...${JSON.stringify(options)} });
        stores.onCrash((sentence) => console.log('crash: ' + sentence));
        console.log('up');
      } catch (error) { console.log(error.name + ': ' + error.message); process.exit(1); }`;
    this.child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Waits until the output matches. */
  async says(pattern: RegExp): Promise<void> {
    for (const deadline = Date.now() + 60_000; !pattern.test(this.output); await sleep(20)) {
      if (Date.now() > deadline) throw new Error(`the launcher did not say ${pattern}, but:\n${this.output}`);
    }
  }

  /** Sends a signal and waits for the end; gives the exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const exited = new Promise<number | null>((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    return exited;
  }
}

/** What a data folder's pid files name. */
export function storesOf(dataDir: string): { name: string; pid: number; alive: boolean }[] {
  const run = join(dataDir, 'run');
  return readdirSync(run).map((file) => {
    const { name, pid, marker } = JSON.parse(readFileSync(join(run, file), 'utf8')) as { name: string; pid: number; marker: string };
    return { name, pid, alive: commandLine(pid).includes(marker) };
  });
}

/** Stops what still runs on the folder, then deletes it. */
export async function cleanUp(dataDir: string): Promise<void> {
  await resetData(dataDir).catch(() => undefined);
  rmSync(dataDir, { recursive: true, force: true });
}

/** A server on 127.0.0.1 for the length of `work`. */
export async function withServer<T>(listener: RequestListener, work: (origin: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
