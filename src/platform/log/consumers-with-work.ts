import type { Mongo } from '../mongo/mongo.js';
import { logStateOf } from '../outbox/mongo-rows.js';
import { checkpointsOf } from './consumer-runner.js';
import { readLogState } from './read-log.js';

interface Look {
  readonly position: number;
  readonly reached: readonly { readonly _id: string; readonly position: number }[];
  readonly due: readonly { readonly _id: string }[];
}

/**
 * The consumers that are behind the log or have a parked event whose time has come: one command, however many there are.
 * Who never ran is named too, so that it gets its place in the log.
 */
export async function consumersWithWork(mongo: Mongo, names: readonly string[]): Promise<readonly string[]> {
  const [look] = await logStateOf(mongo)
    .aggregate<Look>(
      [
        { $match: { _id: 'log' } },
        { $lookup: { from: 'consumers', pipeline: [{ $match: { _id: { $in: names } } }, { $project: { position: 1 } }], as: 'reached' } },
        { $lookup: { from: 'parked_events', pipeline: dueOf(names), as: 'due' } },
        { $project: { position: 1, reached: 1, due: 1 } },
      ],
      { readConcern: 'majority' },
    )
    .toArray();
  if (!look) return names;
  const reached = new Map(look.reached.map(({ _id, position }) => [_id, position]));
  const due = new Set(look.due.map(({ _id }) => _id));
  return names.filter((name) => due.has(name) || (reached.get(name) ?? -1) < look.position);
}

/** How many events each consumer has before it; all of the log for one that has never run. */
export async function consumerLags(mongo: Mongo, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const [{ position, floor }, reached] = await Promise.all([readLogState(mongo), checkpointsOf(mongo).find({ _id: { $in: [...names] } }).toArray()]);
  const known = new Map(reached.map((row) => [row._id, row.position]));
  return new Map(names.map((name) => [name, Math.max(0, position - (known.get(name) ?? floor))]));
}

const dueOf = (names: readonly string[]): object[] => [
  { $match: { consumer: { $in: names }, nextAt: { $type: 'date', $lte: new Date() } } },
  { $group: { _id: '$consumer' } },
];
