import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedStoreError } from './context.js';
import { commandLine, signalProcess } from './process-identity.js';
import type { StoreRecord } from './store-process.js';

const GRACE_MS = 15_000;

/**
 * Stops the stores that a killed launcher left behind, found by the pid files in `<dataDir>/run`.
 * A process is touched only while its command line still names this data folder: a pid alone may be someone else's by now.
 * Call it with the data folder locked. Throws an EmbeddedStoreError when one can't be stopped.
 */
export async function stopOrphans(dataDir: string, log: (line: string) => void): Promise<void> {
  const run = join(dataDir, 'run');
  mkdirSync(run, { recursive: true, mode: 0o700 });
  const files = readdirSync(run).filter(name => name.endsWith('.json'));
  await Promise.all(files.map(name => stopOrphan(join(run, name), log)));
}

async function stopOrphan(file: string, log: (line: string) => void): Promise<void> {
  const record = read(file);
  if (record && alive(record)) {
    const { name, pid, stopSignal } = record;
    log(`${name}: process ${pid} was left over by an earlier start that was killed; stopping it first.`);
    signalProcess(pid, stopSignal);
    if (!(await gone(record, GRACE_MS))) {
      log(`${name}: process ${pid} did not stop in ${GRACE_MS / 1000} s and is killed.`);
      signalProcess(pid, 'SIGKILL');
      if (!(await gone(record, GRACE_MS))) {
        throw new EmbeddedStoreError(`${name} (process ${pid}) is left over from an earlier start and can't be stopped; end it with \`kill -9 ${pid}\` and start again.`);
      }
    }
  }
  rmSync(file, { force: true });
}

function read(file: string): StoreRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StoreRecord;
  } catch {
    return undefined;
  }
}

const alive = (record: StoreRecord): boolean => commandLine(record.pid).includes(record.marker);

async function gone(record: StoreRecord, withinMs: number): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(25)) {
    if (!alive(record)) return true;
  }
  return !alive(record);
}
