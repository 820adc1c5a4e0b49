import { setTimeout as sleep } from 'node:timers/promises';
import { mintId } from '../../kernel/ids.js';
import { isDuplicateKey, type Mongo } from './mongo.js';

/** One step of MongoDB's schema: validators and indexes. It must come to the same end when it is run twice. */
export interface MongoMigration {
  /** Unique and sortable, as in "2026-11-21-posts"; applied in this order, all modules together. */
  readonly id: string;
  up(mongo: Mongo): Promise<void>;
}

const LEASE_MS = 60_000;
const WAIT_MS = 100;

/** Applies what is missing. A lease document lets one process do it; the others wait until it is done or its lease ends. */
export async function migrateMongo(mongo: Mongo, migrations: readonly MongoMigration[]): Promise<void> {
  const applied = mongo.collection<{ _id: string; appliedAt: Date }>('migrations');
  const me = mintId();
  for (;;) {
    const done = new Set((await applied.find().toArray()).map((row) => row._id));
    const missing = migrations.filter((migration) => !done.has(migration.id)).sort((a, b) => (a.id < b.id ? -1 : 1));
    if (missing.length === 0) return;
    if (!(await takeLease(mongo, me))) {
      await sleep(WAIT_MS);
      continue;
    }
    const heartbeat = setInterval(() => void takeLease(mongo, me).catch(() => undefined), LEASE_MS / 3);
    try {
      for (const migration of missing) {
        await migration.up(mongo);
        await applied.updateOne({ _id: migration.id }, { $set: { appliedAt: new Date() } }, { upsert: true });
      }
    } finally {
      clearInterval(heartbeat);
      await leases(mongo).deleteOne({ _id: 'migrations', owner: me });
    }
  }
}

const leases = (mongo: Mongo) => mongo.collection<{ _id: string; owner: string; until: Date }>('leases');

async function takeLease(mongo: Mongo, owner: string): Promise<boolean> {
  const now = new Date();
  try {
    await leases(mongo).updateOne(
      { _id: 'migrations', $or: [{ until: { $lt: now } }, { owner }] },
      { $set: { owner, until: new Date(now.getTime() + LEASE_MS) } },
      { upsert: true },
    );
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
