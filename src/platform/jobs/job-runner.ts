import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueName } from '../../kernel/job.js';
import { isStoreAway } from '../away.js';
import { reasonOf } from '../reason-of.js';
import { isRedisAway } from '../redis/away.js';
import type { Log } from '../telemetry/log.js';
import { type RunOutcome, runs, runSeconds } from './job-metrics.js';
import type { JobRoom } from './job-room.js';
import type { ClaimedJob, JobRow } from './job-row.js';
import { type JobStore, LEASE_MS, longAgo } from './job.store.js';

export interface JobRunnerDeps {
  readonly store: JobStore;
  readonly room: JobRoom;
  readonly carry: (jobs: readonly JobRow[]) => void;
  /** Failures after which a job is dead whose handler says nothing else. */
  readonly maxAttempts: number;
  /** After the first failure; doubled with each further one. */
  readonly firstRetryMs: number;
  readonly log: Log;
}

interface Held {
  readonly job: ClaimedJob;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

const RENEW_MS = 4_000;
const LONGEST_RETRY_MS = 600_000;
const LONGEST_WAIT_MS = 30_000;
/** Whoever takes a process along so often does not get another. */
const MAX_LOST = 5;
/** How long it is tried to write down how a run ended; then the lease lapses, and it is run again. */
const REPORT_WITHIN_MS = LEASE_MS / 2;

/** Runs jobs that are in this process' hands, and says how that ended. */
export class JobRunner {
  private readonly held = new Map<string, Held>();
  private renewing: NodeJS.Timeout | null = null;
  private stopping = false;

  constructor(private readonly deps: JobRunnerDeps) {}

  start(): void {
    this.stopping = false;
    const renew = () => this.deps.store.renew([...this.held.values()].map(({ job }) => job));
    // What can't be renewed may run twice, which handlers bear.
    this.renewing = setInterval(() => this.held.size > 0 && void renew().catch(() => undefined), RENEW_MS).unref();
  }

  underWay(queue: QueueName): number {
    return [...this.held.values()].filter(({ job }) => job.queue === queue).length;
  }

  get kinds(): readonly string[] {
    return this.deps.room.all().map(({ kind }) => kind);
  }

  /** The job that somebody has carried here; nothing where it is done, in other hands, or not due yet. */
  async runById(id: string): Promise<void> {
    if (this.stopping) return;
    const job = await this.deps.store.claim(id, this.kinds);
    if (job) await this.run(job);
  }

  /** Never throws. */
  async run(job: ClaimedJob): Promise<void> {
    const abort = new AbortController();
    if (this.stopping) abort.abort();
    const ended = this.attempt(job, abort.signal);
    this.held.set(job.claim, { job, abort, ended });
    await ended;
    this.held.delete(job.claim);
  }

  /** Begins nothing any more that is carried here. */
  rest(): void {
    this.stopping = true;
  }

  /** Tells everybody to end, waits so long, and gives back what has not ended by then. */
  async stop(patienceMs: number): Promise<void> {
    this.rest();
    const all = [...this.held.values()];
    for (const { abort } of all) abort.abort(new Error('This process stops.'));
    const patience = new AbortController();
    await Promise.race([Promise.all(all.map(({ ended }) => ended)), sleep(patienceMs, undefined, { signal: patience.signal, ref: false }).catch(() => undefined)]);
    patience.abort();
    const left = [...this.held.values()].map(({ job }) => job);
    await Promise.allSettled(left.map((job) => this.handBack(job)));
    // Whoever stops once more has nothing left to wait for.
    this.held.clear();
    if (this.renewing) clearInterval(this.renewing);
  }

  private async attempt(job: ClaimedJob, signal: AbortSignal): Promise<void> {
    const { store, room, log } = this.deps;
    const endTimer = runSeconds.startTimer({ kind: job.kind });
    const facts = { jobId: job._id, kind: job.kind };
    let outcome: RunOutcome;
    try {
      if (job.lost > MAX_LOST) throw new LostTooOften();
      await room.handler(job.kind).run({ id: job._id, data: job.data, attempt: job.attempts + 1, signal });
      outcome = await this.report(() => store.finish(job), 'done');
    } catch (error) {
      outcome = await this.failed(job, error, signal);
    }
    endTimer();
    runs.inc({ kind: job.kind, outcome });
    log.debug({ ...facts, outcome }, 'A job ended');
  }

  private async failed(job: ClaimedJob, error: unknown, signal: AbortSignal): Promise<RunOutcome> {
    const { store, log, carry } = this.deps;
    if (signal.aborted) return this.report(() => this.handBack(job), 'handed_back');
    const reason = reasonOf(error);
    const again = (change: Parameters<JobStore['putBack']>[1]) => async () => {
      const row = await store.putBack(job, change);
      if (row) carry([row]);
    };
    if (isStoreAway(error) || isRedisAway(error)) {
      const waits = job.waits + 1;
      return this.report(again({ waits, reason, nextAt: after(Math.min(1_000 * 2 ** (waits - 1), LONGEST_WAIT_MS)) }), 'away');
    }
    const attempts = job.attempts + 1;
    const facts = { jobId: job._id, kind: job.kind, attempts, reason };
    if (error instanceof LostTooOften || attempts >= (this.deps.room.handler(job.kind).maxAttempts ?? this.deps.maxAttempts)) {
      log.error(facts, 'A job was given up; "npm run jobs -- retry" tries it anew');
      return this.report(() => store.bury(job, { attempts, reason }), 'dead');
    }
    log.warn({ ...facts, err: error }, 'A job failed; it is tried again');
    return this.report(again({ attempts, waits: 0, reason, nextAt: after(Math.min(this.deps.firstRetryMs * 2 ** job.attempts, LONGEST_RETRY_MS)) }), 'failed');
  }

  /** For whoever is there next, as if it had waited since long. */
  private async handBack(job: ClaimedJob): Promise<void> {
    const row = await this.deps.store.putBack(job, { nextAt: longAgo() });
    if (row) this.deps.carry([row]);
  }

  /** Writes down how it ended, also where the store is away for a moment. */
  private async report(write: () => Promise<unknown>, outcome: RunOutcome): Promise<RunOutcome> {
    const giveUpAt = Date.now() + REPORT_WITHIN_MS;
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
      try {
        await write();
        return outcome;
      } catch (error) {
        if (this.stopping || Date.now() > giveUpAt) {
          this.deps.log.warn({ err: error, outcome }, 'How a job ended could not be written down; it will run again');
          return outcome;
        }
        await sleep(pauseMs, undefined, { ref: false });
      }
    }
  }
}

class LostTooOften extends Error {
  constructor() {
    super(`${MAX_LOST + 1} processes ended while they ran it, or could not say how it ended.`);
  }
}

/** Not all at once after an outage. */
const after = (ms: number): Date => new Date(Date.now() + ms * (0.5 + Math.random()));
