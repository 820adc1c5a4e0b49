import type { Mongo } from '../mongo/mongo.js';
import { logStateOf } from '../outbox/mongo-rows.js';

interface Look {
  readonly position: number;
  readonly floor: number;
  readonly reached: readonly { readonly _id: string; readonly position: number }[];
  readonly due: readonly { readonly _id: string }[];
}

/** Where a consumer of the log stands. */
export interface ConsumerLook {
  readonly name: string;
  /** Events of the log that it has before it; all of them where it has never run. */
  readonly lag: number;
  /** Whether it is behind, has a parked event whose time has come, or has no place in the log yet. */
  readonly hasWork: boolean;
}

/** How far consumers are, and which of them have something to do: one command, however many there are. */
export async function lookAtConsumers(mongo: Mongo, names: readonly string[]): Promise<readonly ConsumerLook[]> {
  const [look] = await logStateOf(mongo)
    .aggregate<Look>(
      [
        { $match: { _id: 'log' } },
        { $lookup: { from: 'consumers', pipeline: [{ $match: { _id: { $in: names } } }, { $project: { position: 1 } }], as: 'reached' } },
        { $lookup: { from: 'parked_events', pipeline: dueOf(names), as: 'due' } },
        { $project: { position: 1, floor: 1, reached: 1, due: 1 } },
      ],
      { readConcern: 'majority' },
    )
    .toArray();
  if (!look) return names.map((name) => ({ name, lag: 0, hasWork: true }));
  const reached = new Map(look.reached.map(({ _id, position }) => [_id, position]));
  const due = new Set(look.due.map(({ _id }) => _id));
  return names.map((name) => {
    const lag = Math.max(0, look.position - (reached.get(name) ?? look.floor));
    return { name, lag, hasWork: lag > 0 || due.has(name) || !reached.has(name) };
  });
}

const dueOf = (names: readonly string[]): object[] => [
  { $match: { consumer: { $in: names }, nextAt: { $type: 'date', $lte: new Date() } } },
  { $group: { _id: '$consumer' } },
];
