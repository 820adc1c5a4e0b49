import type { EventEmitter } from 'node:events';
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAMES, type QueueName } from '../../kernel/job.js';
import type { Log } from '../telemetry/log.js';
import type { JobRow } from './job-row.js';

export interface CarrierDeps {
  /** Commands on it fail at once while Redis is away. */
  readonly commands: Redis;
  /** Commands on it wait for Redis as long as it takes, as BullMQ wants it of workers. */
  readonly patient: Redis;
  /** Names the instance, so that two that share a Redis never meet. */
  readonly instance: string;
  readonly log: Log;
}

/** BullMQ knows no more turns than these. */
const LAST_TURN = 2_097_152;
const FETCH_WITHIN_S = 5;
const RETRY_MS = 500;

/**
 * Takes word of jobs to whichever process is free, over BullMQ. It carries ids and nothing else: what a job is, whether it
 * is still to be done and how it ended stands in MongoDB, so that nothing is lost with Redis.
 */
export class JobCarrier {
  private readonly queues: ReadonlyMap<QueueName, Queue>;
  private readonly workers: Worker[] = [];
  private readonly prefix: string;

  constructor(private readonly deps: CarrierDeps) {
    // The braces keep all keys of an instance in one slot of a cluster: BullMQ's scripts touch several at once.
    this.prefix = `{plaza-${deps.instance}}`;
    this.queues = new Map(
      QUEUE_NAMES.map((name) => {
        const queue = new Queue(name, { connection: deps.commands, prefix: this.prefix, skipVersionCheck: true, streams: { events: { maxLen: 1 } } });
        this.listen(queue);
        return [name, queue];
      }),
    );
  }

  /** Rejects where Redis is away. Carrying twice what has not changed meanwhile is carrying it once. */
  async carry(jobs: readonly JobRow[]): Promise<void> {
    if (this.deps.commands.status !== 'ready') throw new Error('Redis is away.');
    const now = Date.now();
    for (const [name, queue] of this.queues) {
      const mine = jobs.filter((job) => job.queue === name);
      if (mine.length > 0) await queue.addBulk(mine.map((job) => ({ name: job.kind, data: { id: job._id }, opts: optionsOf(job, now) })));
    }
  }

  /** How many wait for somebody who is free. Rejects where Redis is away. */
  async backlog(name: QueueName): Promise<number> {
    if (this.deps.commands.status !== 'ready') throw new Error('Redis is away.');
    const counts = await this.queues.get(name)!.getJobCounts('waiting', 'prioritized');
    return (counts['waiting'] ?? 0) + (counts['prioritized'] ?? 0);
  }

  /** From now on jobs of this queue are handed to `run`, so many at once. */
  take(name: QueueName, atOnce: number, run: (id: string) => Promise<void>): void {
    const worker = new Worker<{ readonly id: string }>(name, (job) => run(job.data.id), {
      connection: this.deps.patient,
      prefix: this.prefix,
      concurrency: atOnce,
      drainDelay: FETCH_WITHIN_S,
      // After a connection has failed it would wait a quarter of a minute.
      runRetryDelay: RETRY_MS,
      // A process that was killed holds up BullMQ's word of a job and not the job: its lease in MongoDB is what counts.
      maxStalledCount: 1_000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
      skipVersionCheck: true,
    });
    this.listen(worker);
    this.workers.push(worker);
  }

  /** Takes nothing any more; what is in hand goes on. */
  rest(): void {
    for (const worker of this.workers) void worker.pause(true).catch(() => undefined);
  }

  /** Without waiting for Redis, which may be away. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close(true).catch(() => undefined)));
    await Promise.all([...this.queues.values()].map((queue) => queue.close().catch(() => undefined)));
    this.deps.commands.disconnect();
    this.deps.patient.disconnect();
  }

  /** The connections tell of outages already, in a line each; here an error only must not go unheard. */
  private listen(emitter: EventEmitter): void {
    emitter.on('error', (error: unknown) => this.deps.log.debug({ err: error }, 'BullMQ met an error'));
  }
}

function optionsOf(job: JobRow, now: number) {
  const delay = Math.max(0, job.nextAt.getTime() - now);
  return {
    // Another one for each change, since BullMQ takes an id only once as long as it has it. It may not contain a colon.
    jobId: `${encodeURIComponent(job._id)}~${job.rev}`,
    priority: Math.min(Math.max(job.turn, 1), LAST_TURN),
    ...(delay > 0 && { delay }),
    removeOnComplete: true,
    removeOnFail: true,
  };
}
