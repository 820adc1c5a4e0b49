import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedStoreError, type StoreContext } from './context.js';
import { until, withProgress } from './progress.js';

const LOG_ROTATE_BYTES = 20_000_000;
const START_TIMEOUT_MS = 180_000; // Crash recovery of a large database takes its time.
const STOP_TIMEOUT_MS = 15_000;

/** How one server is run. */
export interface StoreCommand {
  /** For sentences: "Postgres". */
  name: string;
  /** For files: "postgres" → logs/postgres.log, run/postgres.json. */
  id: string;
  command: string;
  args: string[];
  /** A path among `args` that only this store of this data folder has: an orphan is known by it. */
  marker: string;
  stopSignal: NodeJS.Signals;
  /** For ephemeral data: how to end it without ceremony. */
  killSignal: NodeJS.Signals;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
}

/** What a pid file holds. */
export interface StoreRecord {
  name: string;
  pid: number;
  marker: string;
  stopSignal: NodeJS.Signals;
}

/** The server said that its port is taken; worth another try with another port. */
export class PortTakenError extends Error {}

/** A server that this process started. */
export class StoreProcess {
  private exit: string | undefined;
  private ready = false;
  private stopping = false;
  private readonly gone: Promise<void>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly store: StoreCommand,
    private readonly ctx: StoreContext,
    readonly logFile: string,
    private readonly pidFile: string,
    private readonly logStart: number,
  ) {
    const stopAtExit = (): void => void child.kill(this.signal());
    process.once('exit', stopAtExit);
    this.gone = new Promise(resolve => {
      const end = (how: string): void => {
        if (this.exit !== undefined) return;
        this.exit = how;
        process.off('exit', stopAtExit);
        rmSync(this.pidFile, { force: true });
        if (this.ready && !this.stopping) ctx.crashed(`${store.name} (process ${child.pid}) ${how}. ${this.lastWords()}`);
        resolve();
      };
      child.once('error', error => end(`could not be run: ${error.message}`));
      child.once('exit', (code, signal) => end(signal ? `was ended by ${signal}` : `stopped by itself with exit code ${code}`));
    });
  }

  /** Starts the server; its output goes to a log file in the data folder. */
  static spawn(ctx: StoreContext, store: StoreCommand): StoreProcess {
    const logs = join(ctx.dataDir, 'logs');
    const run = join(ctx.dataDir, 'run');
    mkdirSync(logs, { recursive: true, mode: 0o700 });
    mkdirSync(run, { recursive: true, mode: 0o700 });
    const logFile = join(logs, `${store.id}.log`);
    const logStart = rotate(logFile);
    const output = openSync(logFile, 'a', 0o600);
    // A group of its own, so that Ctrl-C reaches only the launcher, which stops the stores after the app has drained.
    const child = spawn(store.command, store.args, {
      cwd: '/', // The user that Postgres drops to may not be able to enter ours.
      detached: true,
      stdio: ['ignore', output, output],
      env: store.env ?? process.env,
      uid: store.uid,
      gid: store.gid,
    });
    closeSync(output);
    const pidFile = join(run, `${store.id}.json`);
    const started = new StoreProcess(child, store, ctx, logFile, pidFile, logStart);
    if (child.pid !== undefined) {
      const record: StoreRecord = { name: store.name, pid: child.pid, marker: store.marker, stopSignal: store.stopSignal };
      writeFileSync(pidFile, JSON.stringify(record), { mode: 0o600 });
    }
    return started;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /**
   * Waits until `check` gives something. On any failure the server is ended first. Throws PortTakenError,
   * the signal's reason, or an EmbeddedStoreError with the last words of the log.
   */
  async untilReady<T>(check: () => Promise<T | undefined>): Promise<T> {
    const { name } = this.store;
    const probe = async (): Promise<T | undefined> => {
      if (this.exit !== undefined) {
        if (/address already in use/i.test(this.output())) throw new PortTakenError(`${name}'s port is taken`);
        throw new EmbeddedStoreError(`${name} did not start: it ${this.exit}. ${this.lastWords()}`);
      }
      return check();
    };
    try {
      const wait = (): Promise<T> => until(probe, START_TIMEOUT_MS, this.ctx.signal);
      const result = await withProgress(this.ctx.log, () => `${name}: waiting until it answers (log: ${this.logFile})`, wait);
      this.ready = true;
      return result;
    } catch (error) {
      await this.stop();
      if (error instanceof EmbeddedStoreError || error instanceof PortTakenError || this.ctx.signal.aborted) throw error;
      throw new EmbeddedStoreError(`${name} did not start: ${(error as Error).message}. ${this.lastWords()}`);
    }
  }

  /** Asks the server to stop, waits for it, insists after 15 seconds. Safe to call again. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.exit !== undefined) return;
    this.child.kill(this.signal());
    const insist = setTimeout(() => {
      this.ctx.log(`${this.store.name} did not stop in ${STOP_TIMEOUT_MS / 1000} s and is killed.`);
      this.child.kill('SIGKILL');
    }, STOP_TIMEOUT_MS);
    await withProgress(this.ctx.log, () => `${this.store.name}: stopping`, () => this.gone);
    clearTimeout(insist);
  }

  private signal(): NodeJS.Signals {
    return this.ctx.ephemeral ? this.store.killSignal : this.store.stopSignal;
  }

  /** What this run has written to the log so far (the last 64 kB of it). */
  private output(): string {
    try {
      return readFileSync(this.logFile).subarray(this.logStart).subarray(-65_536).toString('utf8');
    } catch {
      return '';
    }
  }

  private lastWords(): string {
    const lines = this.output().trim().split('\n').slice(-5).map(line => `  ${line.slice(0, 400)}`);
    return `Its log (${this.logFile}) ends:\n${lines.join('\n')}`;
  }
}

/** Keeps one older log; gives the length of what is there. */
function rotate(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_ROTATE_BYTES) return size;
  renameSync(file, `${file}.1`);
  return 0;
}
