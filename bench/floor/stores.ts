import { type Db, MongoClient } from 'mongodb';
import pg from 'pg';
import { Timelines } from './home/timeline.js';

/** The stores, as bare as their drivers are. Pools are as large as Plaza's. */
export interface FloorStores {
  readonly db: Db;
  /** Null where every home feed is to be read from the other stores. */
  readonly timelines: Timelines | null;
  /** A named prepared statement. */
  query<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function connectStores(postgresUrl: string, mongodbUrl: string, redisUrl: string | undefined): Promise<FloorStores> {
  const pool = new pg.Pool({ connectionString: postgresUrl, max: 10 });
  const client = await new MongoClient(mongodbUrl, { maxPoolSize: 20, readPreference: 'primary' }).connect();
  const timelines = redisUrl ? await Timelines.open(redisUrl) : null;
  return {
    timelines,
    db: client.db(),
    query: async (name, text, values) => (await pool.query({ name, text, values })).rows,
    close: async () => void (await Promise.all([pool.end(), client.close(), timelines?.close()])),
  };
}
