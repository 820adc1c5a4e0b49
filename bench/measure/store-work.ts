import type { Db } from 'mongodb';
import type { Redis } from 'ioredis';
import type pg from 'pg';

/** What stores have counted since they started, whoever asked. */
export type StoreWork = Readonly<Record<string, number>>;

interface MongoStatus {
  readonly metrics: {
    readonly commands: Readonly<Record<string, { readonly total?: number }>>;
    readonly queryExecutor: { readonly scanned: number; readonly scannedObjects: number };
  };
}

/** What clients ask for; beats of the replica set and questions about the server are no work. */
const COMMANDS = ['find', 'aggregate', 'getMore', 'insert', 'update', 'delete', 'findAndModify', 'commitTransaction', 'count', 'distinct'];

/** Commands of clients, and what their plans have looked at. */
export async function mongoWork(db: Db): Promise<StoreWork> {
  const { metrics } = (await db.admin().command({ serverStatus: 1 })) as unknown as MongoStatus;
  const commands = COMMANDS.reduce((sum, name) => sum + (metrics.commands[name]?.total ?? 0), 0);
  return { 'MongoDB commands': commands, 'keys examined': metrics.queryExecutor.scanned, 'documents examined': metrics.queryExecutor.scannedObjects };
}

/** Postgres counts in each connection by itself, and tells of one that rests after so long. */
export const POSTGRES_TELLS_AFTER_MS = 11_000;

export async function postgresWork(postgres: pg.Client): Promise<StoreWork> {
  const { rows } = await postgres.query<{ transactions: string }>('SELECT xact_commit AS transactions FROM pg_stat_database WHERE datname = current_database()');
  return { 'Postgres transactions': Number(rows[0]!.transactions) };
}

/** Commands as clients send them: those inside a script count as the script. */
export async function redisWork(redis: Redis): Promise<StoreWork> {
  const lines = (await redis.info('commandstats')).split('\r\n');
  const calls = (name: string): number => Number(lines.find((line) => line.startsWith(`cmdstat_${name}:`))?.match(/calls=(\d+)/)?.[1] ?? 0);
  return { 'Redis scripts': calls('evalsha') + calls('eval') };
}

/** What was done between two looks, each kind by itself. */
export const workBetween = (before: StoreWork, after: StoreWork): StoreWork => Object.fromEntries(Object.entries(after).map(([kind, count]) => [kind, count - (before[kind] ?? 0)]));

/** Per unit, after the share of what the stores are asked anyway, told per second, was taken off. */
export const workPer = (units: number, done: StoreWork, seconds: number, idle: StoreWork): StoreWork =>
  Object.fromEntries(Object.entries(done).map(([kind, count]) => [kind, Math.max(0, count - (idle[kind] ?? 0) * seconds) / units]));
