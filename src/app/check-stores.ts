import type { Redis } from 'ioredis';
import type { Mongo } from '../platform/mongo/mongo.js';
import type { Postgres } from '../platform/postgres/postgres.js';

/** What is wrong with stores that were reached: sentences, all at once. In production they are reasons not to start. */
export async function weaknessesOfStores(postgres: Postgres, mongo: Mongo, redis: { readonly bus: Redis } | null): Promise<readonly string[]> {
  return (await Promise.all([ofPostgres(postgres), ofMongo(mongo), redis ? ofQueue(redis.bus) : []])).flat();
}

const WHAT_OFF_COSTS: Readonly<Record<string, string>> = {
  fsync: 'a crash of the machine destroys the database',
  full_page_writes: 'a crash of the machine destroys pages',
  synchronous_commit: 'what was acknowledged is lost in a crash',
};

async function ofPostgres(postgres: Postgres): Promise<string[]> {
  const rows = await postgres.query<{ name: string; setting: string }>('boot.settings', 'SELECT name, setting FROM pg_settings WHERE name = ANY($1)', [Object.keys(WHAT_OFF_COSTS)]);
  return rows.flatMap(({ name, setting }) => (setting === 'off' ? [`Postgres: ${name} is off, so that ${WHAT_OFF_COSTS[name]}; switch it on.`] : []));
}

async function ofMongo(mongo: Mongo): Promise<string[]> {
  const hello = await mongo.db.admin().command({ hello: 1 });
  const { w, journal } = mongo.client.options.writeConcern ?? {};
  return [
    ...(hello['setName'] === undefined && hello['msg'] !== 'isdbgrid' ? ['MongoDB: is no replica set, without which there are no transactions; make it one (one member does).'] : []),
    ...(w === 'majority' && journal === true ? [] : ['MongoDB: MONGODB_URL asks for weaker writes than { w: "majority", j: true }; take its w, j and journal parameters away.']),
  ];
}

/** By INFO, which services allow that forbid CONFIG. Where Redis is away it is checked at no other time: nothing waits for it. */
async function ofQueue(redis: Redis): Promise<string[]> {
  const info = await redis.info().catch(() => null);
  if (info === null) return [];
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  return [
    ...(policy === undefined || policy === 'noeviction' ? [] : [`Redis (REDIS_URL): evicts what it holds (${policy}) when its memory is full, jobs too; set maxmemory-policy noeviction.`]),
    ...(/^aof_enabled:0/m.test(info) ? ['Redis (REDIS_URL): has no append-only file, so that a restart forgets what was queued; set appendonly yes.'] : []),
  ];
}
