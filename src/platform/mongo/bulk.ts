import { type Document, MongoBulkWriteError, type OptionalUnlessRequiredId } from 'mongodb';
import type { Mongo } from './mongo.js';

const DUPLICATE_KEY = 11000;

/** Inserts many documents and passes over those that are there already; a second time changes nothing. */
export async function insertMissing<Row extends Document>(mongo: Mongo, collection: string, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  try {
    await mongo.collection<Row>(collection).insertMany(rows as unknown as OptionalUnlessRequiredId<Row>[], { ordered: false });
  } catch (error) {
    const failed = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
    if (failed.length === 0 || !failed.every((one) => one.code === DUPLICATE_KEY)) throw error;
  }
}
