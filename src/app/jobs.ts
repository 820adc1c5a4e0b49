import type { Config } from '../platform/config/config.js';
import { JobCarrier, JobRunner, JobWorker, type JobRow } from '../platform/jobs/index.js';
import { readLogState } from '../platform/log/read-log.js';
import { connectPatient, connectRedis } from '../platform/redis/redis.js';
import type { Log } from '../platform/telemetry/log.js';
import type { Assembly } from './assemble.js';
import type { Stores, StoreUrls } from './stores.js';

/** Days for which a job that is done may be looked up by its owner. */
const DONE_KEPT_DAYS = 7;
/** Days for which a job that was given up waits for an operator. */
const DEAD_KEPT_DAYS = 30;
const BATCH = 1_000;
const DAY_MS = 86_400_000;

/** What brings jobs from whoever adds them to whoever does them. */
export interface Jobs {
  /** Neither waits nor throws. */
  carry(jobs: readonly JobRow[]): void;
  /** Makes the one who does them; in roles without a worker nobody asks for it. */
  workFor(assembly: Assembly): JobWorker;
  close(): Promise<void>;
}

/** Over Redis where there is one; without, this process is alone and tells itself. */
export async function openJobs(urls: StoreUrls, config: Config, stores: Stores, log: Log): Promise<Jobs> {
  const carrier = urls.redisUrl === undefined ? null : await openCarrier(urls.redisUrl, stores, log);
  let worker: JobWorker | null = null;
  const carry = (jobs: readonly JobRow[]): void => {
    if (worker) worker.carry(jobs);
    // Whoever does them finds by their own sweep what Redis could not take.
    else void carrier?.carry(jobs).catch(() => undefined);
  };
  return {
    carry,
    workFor({ jobs: room, jobStore: store }) {
      const runner = new JobRunner({ store, room, carry, maxAttempts: config.JOB_ATTEMPTS, firstRetryMs: config.JOB_RETRY_SECONDS * 1_000, log });
      return (worker = new JobWorker({ store, room, runner, carrier, log }));
    },
    close: async () => carrier?.close(),
  };
}

async function openCarrier(url: string, { mongo }: Stores, log: Log): Promise<JobCarrier> {
  const { epoch } = await readLogState(mongo);
  const commands = connectRedis(url, 'jobs', log);
  const patient = connectPatient(url, 'job-worker', log);
  // Not waited for: Redis may be away for long.
  commands.connect().catch(() => undefined);
  return new JobCarrier({ commands, patient, instance: epoch, log });
}

/** Forgets what is over, a batch per call; gives how many. */
export async function purgeJobs({ jobStore, parkedEvents }: Assembly, now: Date): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  return (await jobStore.purge('DONE', before(DONE_KEPT_DAYS), BATCH)) + (await jobStore.purge('DEAD', before(DEAD_KEPT_DAYS), BATCH)) + (await parkedEvents.purge(before(DEAD_KEPT_DAYS), BATCH));
}
