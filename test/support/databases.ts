import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { MongoClient } from 'mongodb';
import type { StoreUrls } from '../../src/app/stores.js';

/** Empty databases of one test file in the stores of the run. */
export interface TestDatabases {
  readonly urls: Required<StoreUrls>;
  drop(): Promise<void>;
}

const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests through "npm test" or "npm run jest", which start the stores.`);
  return value;
};

/** Makes a Postgres database and a MongoDB database with a fresh name; Redis is shared by index, one per worker of jest. */
export async function createDatabases(): Promise<TestDatabases> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const postgresUrl = withDatabase(required('TEST_POSTGRES_URL'), name);
  const mongodbUrl = withDatabase(required('TEST_MONGODB_URL'), name);
  await inPostgres(`CREATE DATABASE ${name}`);
  const redisIndex = Number(process.env['JEST_WORKER_ID'] ?? '1') % 16;
  return {
    urls: {
      postgresUrl,
      mongodbUrl,
      redisUrl: withDatabase(required('TEST_REDIS_URL'), String(redisIndex)),
      redisCacheUrl: withDatabase(required('TEST_REDIS_CACHE_URL'), String(redisIndex)),
    },
    async drop() {
      await inPostgres(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      const mongo = await MongoClient.connect(mongodbUrl);
      await mongo.db().dropDatabase();
      await mongo.close();
    },
  };
}

async function inPostgres(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: required('TEST_POSTGRES_URL') });
  await client.connect();
  await client.query(sql);
  await client.end();
}

function withDatabase(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.href;
}
