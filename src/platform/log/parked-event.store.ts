import type { PositionedEvent } from '../../kernel/event.js';
import type { MongoMigration } from '../mongo/migrations.js';
import type { Mongo } from '../mongo/mongo.js';

export interface ParkedRow {
  /** The consumer's name and the event's id. */
  readonly _id: string;
  readonly consumer: string;
  readonly event: PositionedEvent;
  /** What it failed with, for operators; events hold no personal data, and messages are cut. */
  readonly error: string;
  readonly attempts: number;
  /** Absent where it was given up. */
  readonly nextAt?: Date;
  /** Since when it is given up. */
  readonly deadAt?: Date;
}

export const parkedOf = (mongo: Mongo) => mongo.collection<ParkedRow>('parked_events');

export const indexParkedEvents: MongoMigration = {
  id: '2026-11-21-b-parked-events',
  async up(mongo) {
    await parkedOf(mongo).createIndexes([
      { key: { consumer: 1, nextAt: 1 }, partialFilterExpression: { nextAt: { $type: 'date' } }, name: 'due' },
      { key: { deadAt: 1 }, partialFilterExpression: { deadAt: { $type: 'date' } }, name: 'dead' },
    ]);
  },
};

const DEAD = { deadAt: { $type: 'date' } } as const;

/** What operators ask about events that consumers could not handle. */
export class ParkedEventStore {
  constructor(private readonly mongo: Mongo) {}

  /** Those that were given up, the latest first. */
  dead(limit: number): Promise<ParkedRow[]> {
    return parkedOf(this.mongo).find(DEAD).sort({ deadAt: -1 }).limit(limit).toArray();
  }

  async counts(): Promise<{ readonly waiting: number; readonly dead: number }> {
    const [waiting, dead] = await Promise.all([parkedOf(this.mongo).countDocuments({ nextAt: { $type: 'date' } }), parkedOf(this.mongo).countDocuments(DEAD)]);
    return { waiting, dead };
  }

  /** Given-up events are tried anew, with all their attempts: one, or (null) all. Gives how many. */
  async retry(id: string | null): Promise<number> {
    const anew = { $set: { attempts: 0, nextAt: new Date() }, $unset: { deadAt: '' } } as const;
    return (await parkedOf(this.mongo).updateMany({ ...DEAD, ...(id !== null && { _id: id }) }, anew)).modifiedCount;
  }

  /** Forgets up to `batch` that were given up before `before`; gives how many. */
  async purge(before: Date, batch: number): Promise<number> {
    const old = await parkedOf(this.mongo).find({ deadAt: { $type: 'date', $lt: before } }, { projection: { _id: 1 } }).limit(batch).toArray();
    return (await parkedOf(this.mongo).deleteMany({ _id: { $in: old.map(({ _id }) => _id) }, ...DEAD })).deletedCount;
  }
}
