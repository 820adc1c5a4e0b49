import type { AnyBulkWriteOperation, Document } from 'mongodb';
import type { Announcer } from '../../kernel/commit.js';
import type { DomainEvent } from '../../kernel/event.js';
import type { Mongo, MongoTx } from '../mongo/mongo.js';
import { type DeltaRow, deltasOf } from './mongo-rows.js';

/** A collection whose documents show counters. A delta's `subject` is the filter that finds its document. */
export interface MongoCounterOwner {
  /** The collection; deltas name it as their `owner`. */
  readonly name: string;
  /**
   * Whether a document holds nothing but one counter: then one that is missing is made, and one that has come to count
   * nothing goes. Otherwise what is missing was deleted, and its deltas are dropped.
   */
  readonly upsert: boolean;
  /** Whether a change of a counter is a change that shows, and raises `rev`. */
  readonly raisesRev: boolean;
  /** The coalesced event of a document whose counters changed. */
  readonly changed?: (row: Document & { _id: string }) => DomainEvent;
}

/** The oldest deltas, of which a round takes its subjects. */
const LOOK = 2_000;
const SUBJECTS = 50;
/** Deltas per transaction. */
const DELTAS = 5_000;

interface Sum {
  readonly owner: string;
  readonly subject: Readonly<Record<string, string>>;
  readonly counters: Record<string, number>;
}

/** Whether there is anything to fold; cheaper than asking for the lease first. */
export const hasDeltas = async (mongo: Mongo): Promise<boolean> => (await deltasOf(mongo).findOne({}, { projection: { _id: 1 } })) !== null;

/**
 * Folds what has gathered into the counters: each subject at most once a round, so that a round per second is at most
 * one change per second of a hot post. Gives the number of deltas folded.
 */
export async function foldMongo(mongo: Mongo, announcer: Announcer<MongoTx>, owners: readonly MongoCounterOwner[]): Promise<number> {
  const folded = new Set<string>();
  let count = 0;
  for (;;) {
    const oldest = await deltasOf(mongo).find({}, { projection: { subjectKey: 1 } }).sort({ _id: 1 }).limit(LOOK).toArray();
    const keys = [...new Set(oldest.map((row) => row.subjectKey))].filter((key) => !folded.has(key)).slice(0, SUBJECTS);
    if (keys.length === 0) return count;
    count += await mongo.transaction((tx) => foldSubjects(mongo, tx, announcer, owners, keys));
    for (const key of keys) folded.add(key);
  }
}

/**
 * Additions first: whatever a subtraction takes away was added in the same snapshot or before, so that no counter is ever
 * negative, also where there is more than one batch can hold.
 */
async function foldSubjects(
  mongo: Mongo,
  tx: MongoTx,
  announcer: Announcer<MongoTx>,
  owners: readonly MongoCounterOwner[],
  keys: readonly string[],
): Promise<number> {
  const rows = await deltasOf(mongo)
    .find({ subjectKey: { $in: [...keys] } }, { session: tx })
    .sort({ by: -1 })
    .limit(DELTAS)
    .toArray();
  const sums = sumUp(rows);
  for (const owner of owners) await foldOwner(mongo, tx, announcer, owner, sums.filter((sum) => sum.owner === owner.name));
  await deltasOf(mongo).deleteMany({ _id: { $in: rows.map((row) => row._id) } }, { session: tx });
  return rows.length;
}

async function foldOwner(mongo: Mongo, tx: MongoTx, announcer: Announcer<MongoTx>, owner: MongoCounterOwner, sums: readonly Sum[]): Promise<void> {
  if (sums.length === 0) return;
  const collection = mongo.collection<Document & { _id: string }>(owner.name);
  const writes = sums.map((sum): AnyBulkWriteOperation<Document & { _id: string }> => ({
    updateOne: {
      filter: sum.subject,
      update: { $inc: { ...sum.counters, ...(owner.raisesRev && { rev: 1 }) } },
      upsert: owner.upsert,
    },
  }));
  await collection.bulkWrite(writes, { session: tx });
  if (owner.upsert) await collection.deleteMany({ $or: sums.map(nothingIn) }, { session: tx });
  if (!owner.changed) return;
  const changed = await collection.find({ $or: sums.map((sum) => sum.subject) }, { session: tx }).toArray();
  await announcer.announce(tx, ...changed.map((row) => owner.changed!(row as Document & { _id: string })));
}

const nothingIn = ({ subject, counters }: Sum) => ({ ...subject, ...Object.fromEntries(Object.keys(counters).map((counter) => [counter, 0])) });

function sumUp(rows: readonly DeltaRow[]): Sum[] {
  const sums = new Map<string, Sum>();
  for (const { subjectKey, owner, subject, counter, by } of rows) {
    const sum = sums.get(subjectKey) ?? { owner, subject, counters: {} };
    sum.counters[counter] = (sum.counters[counter] ?? 0) + by;
    sums.set(subjectKey, sum);
  }
  // A reaction that came and went changed nothing.
  return [...sums.values()].filter((sum) => Object.values(sum.counters).some((by) => by !== 0));
}
