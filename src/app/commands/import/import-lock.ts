import type { Postgres } from '../../../platform/postgres/postgres.js';
import { ImportRefused } from './refused.js';

/** An arbitrary number that only imports and the seed use as a lock. */
const LOCK = 7_050_926;

/** Runs `work` while no other import or seed runs; the lock goes with the connection, also when this process is killed. */
export async function withImportLock<T>(postgres: Postgres, work: () => Promise<T>): Promise<T> {
  const client = await postgres.dedicatedClient();
  // A connection that breaks must not end the process by an event that nobody hears; the next statement will say it.
  client.on('error', () => undefined);
  try {
    const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [LOCK]);
    if (!rows[0]?.held) throw new ImportRefused('Another import (or the first filling with demo data) is under way; wait until it is done, then start this one again.');
    return await work();
  } finally {
    await client.end().catch(() => undefined);
  }
}
