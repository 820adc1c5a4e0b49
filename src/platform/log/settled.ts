import { setTimeout as sleep } from 'node:timers/promises';
import type { Mongo } from '../mongo/mongo.js';
import { deltasOf, eventsOf } from '../outbox/mongo-rows.js';
import type { Postgres } from '../postgres/postgres.js';
import { checkpointsOf } from './consumer-runner.js';
import { readLogState } from './read-log.js';

export interface Unsettled {
  readonly postgres: Postgres;
  readonly mongo: Mongo;
  /** Names of consumers of the log. */
  readonly consumers: readonly string[];
  /** Whether jobs are under way or due. */
  readonly isBusy: () => Promise<boolean>;
  /** Has counters folded now that would have waited for more to come. */
  readonly hurry: () => void;
}

/**
 * Waits until everything that was written has had its effects: outboxes and deltas are empty, every named consumer stands
 * at the end of the log, and no job is due. For tests and commands; fails after `patienceMs`, saying what was left.
 */
export async function settled(unsettled: Unsettled, patienceMs = 10_000): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  // Twice: what the last consumer did may have written what was looked for before it.
  for (let quiet = 0; quiet < 2; ) {
    const left = await whatIsLeft(unsettled);
    quiet = left === null ? quiet + 1 : 0;
    if (left === null) continue;
    unsettled.hurry();
    if (Date.now() > giveUpAt) throw new Error(`Not settled after ${patienceMs} ms: ${left}.`);
    await sleep(25);
  }
}

async function whatIsLeft({ postgres, mongo, consumers, isBusy }: Unsettled): Promise<string | null> {
  const [rows] = await postgres.query<{ events: boolean; deltas: boolean }>('log.settled', WAITING);
  if (rows!.events) return 'events in Postgres';
  if (rows!.deltas) return 'deltas in Postgres';
  if (await deltasOf(mongo).findOne({}, { projection: { _id: 1 } })) return 'deltas in MongoDB';
  if (await eventsOf(mongo).findOne({ pending: true }, { projection: { _id: 1 }, hint: 'pending' })) return 'events without a position';
  const { position } = await readLogState(mongo);
  const reached = await checkpointsOf(mongo).find({ _id: { $in: [...consumers] }, position: { $gte: position } }).toArray();
  const behind = consumers.filter((name) => !reached.some((row) => row._id === name));
  // A consumer that has never run has nothing behind it in an empty log.
  if (behind.length > 0 && position > 0) return `behind in the log: ${behind.join(', ')}`;
  return (await isBusy()) ? 'jobs' : null;
}

const WAITING = 'SELECT EXISTS (SELECT FROM outbox) AS events, EXISTS (SELECT FROM counter_deltas) AS deltas';
