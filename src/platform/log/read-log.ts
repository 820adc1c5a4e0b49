import type { PositionedEvent } from '../../kernel/event.js';
import type { Mongo } from '../mongo/mongo.js';
import { eventsOf, type LogState, logStateOf, toPositionedEvent } from '../outbox/mongo-rows.js';

/**
 * The events after a position, in order and without holes, as a majority of the set knows them. Positions are written down
 * one by one: what stands behind one that is missing is left for the next reading.
 */
export async function readLog(mongo: Mongo, after: number, limit: number): Promise<PositionedEvent[]> {
  const rows = await eventsOf(mongo)
    .find({ position: { $gt: after } }, { readConcern: 'majority' })
    .sort({ position: 1 })
    .limit(limit)
    .toArray();
  const hole = rows.findIndex((row, i) => row.position !== after + 1 + i);
  return (hole === -1 ? rows : rows.slice(0, hole)).map(toPositionedEvent);
}

/** Reads for those who follow the log side by side: who reads on from one place in one turn of the event loop shares a command. */
export class SharedLog {
  /** As many events as are read at once. */
  static readonly BATCH = 200;
  private readonly asked = new Map<number, Promise<readonly PositionedEvent[]>>();

  constructor(private readonly mongo: Mongo) {}

  read(after: number): Promise<readonly PositionedEvent[]> {
    const asked = this.asked.get(after);
    if (asked) return asked;
    // Nobody joins once it has begun: it may have missed what they were woken for.
    const reading = new Promise((resolve) => setImmediate(resolve)).then(() => {
      this.asked.delete(after);
      return readLog(this.mongo, after, SharedLog.BATCH);
    });
    this.asked.set(after, reading);
    return reading;
  }
}

/** Topics that one command asks for: of so many MongoDB merges the index ranges in order, and reads no more than it gives. */
const TOPICS = 200;

/** The first events of any of these topics in (after, to], in order. All up to `to` must have been positioned. */
export async function readTopics(mongo: Mongo, topics: readonly string[], after: number, to: number, limit: number): Promise<PositionedEvent[]> {
  const chunks = Array.from({ length: Math.ceil(topics.length / TOPICS) }, (_, i) => topics.slice(i * TOPICS, (i + 1) * TOPICS));
  const found = await Promise.all(
    chunks.map((chunk) =>
      eventsOf(mongo)
        .find({ topics: { $in: chunk }, position: { $gt: after, $lte: to } }, { readConcern: 'majority', hint: 'byTopic' })
        .sort({ position: 1 })
        .limit(limit)
        .toArray(),
    ),
  );
  const byPosition = new Map(found.flat().map((row) => [row.position!, row]));
  return [...byPosition.values()].sort((a, b) => a.position! - b.position!).slice(0, limit).map(toPositionedEvent);
}

/** The last position before which no other is missing: a batch may be decided, and its process gone before it was written down. */
export const writtenUpTo = ({ position, batch }: LogState): number => (batch ? batch.first - 1 : position);

/** Where the log ends, and where it starts after trimming. */
export async function readLogState(mongo: Mongo): Promise<LogState> {
  const state = await logStateOf(mongo).findOne({ _id: 'log' }, { readConcern: 'majority' });
  if (!state) throw new Error('The log has no state document: migrations have not run.');
  return state;
}
