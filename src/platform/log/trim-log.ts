import type { Mongo } from '../mongo/mongo.js';
import { eventsOf, logStateOf } from '../outbox/mongo-rows.js';
import { checkpointsOf } from './consumer-runner.js';
import { readLogState } from './read-log.js';

const BATCH = 5_000;

/**
 * Removes events that are older than `before` and that every consumer has passed. The floor is raised first: a reader
 * who finds nothing below it knows that this is a gap and not silence. Gives the floor.
 */
export async function trimLog(mongo: Mongo, before: Date): Promise<number> {
  const state = await readLogState(mongo);
  const [firstKept] = await eventsOf(mongo)
    .find({ position: { $gt: state.floor }, occurredAt: { $gte: before } }, { projection: { position: 1 } })
    .sort({ position: 1 })
    .limit(1)
    .toArray();
  const [slowest] = await checkpointsOf(mongo).find().sort({ position: 1 }).limit(1).toArray();
  const floor = Math.min(firstKept?.position === undefined ? state.position : firstKept.position - 1, slowest?.position ?? Infinity);
  if (floor <= state.floor) return state.floor;
  await logStateOf(mongo).updateOne({ _id: 'log' }, { $max: { floor } });
  for (let upTo = state.floor + BATCH; ; upTo += BATCH) {
    await eventsOf(mongo).deleteMany({ position: { $lte: Math.min(upTo, floor) } });
    if (upTo >= floor) return floor;
  }
}
