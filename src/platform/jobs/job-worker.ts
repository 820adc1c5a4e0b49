import { QUEUE_NAMES, type QueueName } from '../../kernel/job.js';
import { Loop } from '../outbox/loop.js';
import type { Log } from '../telemetry/log.js';
import type { JobCarrier } from './job-carrier.js';
import { dead, lag, waiting } from './job-metrics.js';
import type { JobRoom } from './job-room.js';
import type { JobRow } from './job-row.js';
import type { JobRunner } from './job-runner.js';
import type { JobStore } from './job.store.js';

export interface JobWorkerDeps {
  readonly store: JobStore;
  readonly room: JobRoom;
  readonly runner: JobRunner;
  /** Absent without Redis. */
  readonly carrier: JobCarrier | null;
  readonly log: Log;
}

const LOOK_MS = 1_000;
const COUNT_MS = 5_000;
/** What the carrier should have brought to somebody by then is carried again. */
const GRACE_MS = 5_000;
const CARRIED_TOGETHER = 1_000;
/** Whoever carries so many has enough to do; what else waits has time, but not for ever. */
const ENOUGH = 500;
const ALL_THE_SAME_MS = 30_000;
/** Whatever Redis says: a job that waits for so long while nobody is busy here is done here. */
const STUCK_MS = 10_000;
const AT_ONCE = 4;
const DRAIN_MS = 4_000;

/**
 * Sees to it that every job in the store is done: over the carrier where there is one, and with own hands where there is
 * none, where it is away, and where what it should have carried has not arrived.
 */
export class JobWorker {
  private readonly loops: ReadonlyMap<QueueName, Loop>;
  private readonly counting: Loop;
  private readonly carriedAt = new Map<QueueName, number>();
  private taking = false;
  private carrierAway = false;
  /** Queues that something was to be carried for, and was not. */
  private readonly missed = new Set<QueueName>();

  constructor(private readonly deps: JobWorkerDeps) {
    const { log } = deps;
    this.loops = new Map(QUEUE_NAMES.map((queue) => [queue, new Loop({ name: `jobs ${queue}`, everyMs: LOOK_MS, work: (isStopping) => this.lookAfter(queue, isStopping), log })]));
    this.counting = new Loop({ name: 'job counts', everyMs: COUNT_MS, work: () => this.count(), log });
  }

  /** Tells whoever is free that these wait; this process itself where nobody carries. Neither waits nor throws. */
  carry(jobs: readonly JobRow[]): void {
    const here = () =>
      new Set(jobs.map(({ queue }) => queue)).forEach((queue) => {
        this.missed.add(queue);
        this.loops.get(queue)?.wake();
      });
    if (this.deps.carrier) this.deps.carrier.carry(jobs).catch(here);
    else here();
  }

  start(): void {
    const { carrier, runner } = this.deps;
    runner.start();
    for (const [queue, loop] of this.loops) {
      if (!this.taking) carrier?.take(queue, this.lanes(queue), (id) => runner.runById(id));
      loop.start();
    }
    this.taking = true;
    this.counting.start();
  }

  /** Takes nothing any more, and gives back what is not done soon. */
  async stop(): Promise<void> {
    this.deps.carrier?.rest();
    this.deps.runner.rest();
    await Promise.all([...this.loops.values(), this.counting].map((loop) => loop.stop()));
    await this.deps.runner.stop(DRAIN_MS);
  }

  private async lookAfter(queue: QueueName, isStopping: () => boolean): Promise<void> {
    const { store, carrier } = this.deps;
    if (carrier) {
      const overdue = await store.waiting(queue, new Date(Date.now() - GRACE_MS), CARRIED_TOGETHER);
      if (overdue.length === 0 && !this.carrierAway && !this.missed.has(queue)) return;
      if ((await this.carriedAgain(carrier, queue, overdue)) && !isStuck(overdue[0])) return;
    }
    await this.fillLanes(queue, isStopping);
  }

  /** False where the carrier can't. */
  private async carriedAgain(carrier: JobCarrier, queue: QueueName, overdue: readonly JobRow[]): Promise<boolean> {
    const { log } = this.deps;
    try {
      const now = Date.now();
      if ((await carrier.backlog(queue)) < ENOUGH || now - (this.carriedAt.get(queue) ?? 0) > ALL_THE_SAME_MS) {
        await carrier.carry(overdue);
        this.carriedAt.set(queue, now);
      }
      if (this.carrierAway) log.info('Jobs go through Redis again');
      this.carrierAway = false;
      this.missed.delete(queue);
      return true;
    } catch (error) {
      if (!this.carrierAway) log.warn({ reason: String(error) }, 'Jobs are done without Redis until it is back');
      this.carrierAway = true;
      return false;
    }
  }

  /** Takes jobs for as many hands as are free; each that has done one has a look for the next. */
  private async fillLanes(queue: QueueName, isStopping: () => boolean): Promise<void> {
    const { store, runner } = this.deps;
    while (!isStopping() && runner.underWay(queue) < this.lanes(queue)) {
      const job = await store.claimNext(queue, runner.kinds);
      if (!job) return;
      void runner.run(job).finally(() => this.loops.get(queue)?.wake());
    }
  }

  private lanes(queue: QueueName): number {
    return this.deps.room.all().reduce((sum, handler) => sum + (handler.queue === queue ? (handler.concurrency ?? 0) : 0), AT_ONCE);
  }

  private async count(): Promise<void> {
    const { store } = this.deps;
    for (const queue of QUEUE_NAMES) {
      waiting.set({ queue }, await store.countWaiting(queue));
      const since = await store.waitingSince(queue);
      lag.set({ queue }, since ? (Date.now() - since.getTime()) / 1_000 : 0);
    }
    dead.set(await store.countDead());
  }
}

const isStuck = (job: JobRow | undefined): boolean => job !== undefined && Date.now() - job.nextAt.getTime() > STUCK_MS;
