import { MongoClient } from 'mongodb';
import { Redis } from 'ioredis';
import pg from 'pg';
import { register } from 'prom-client';
import type { StoreUrls } from '../../src/app/stores.js';

/** What is secret by its name, in a question or in an answer. */
const IN_JSON = /"(\w*[pP]assword|accessToken|refreshToken|serviceToken|token)":"([^"\\]{12,})"/g;
const IN_COOKIES = /__Host-[\w-]+=([\w.-]{12,})/g;
const WORD = /[\w-]{16,}(?:\.[\w-]+)*/g;
/** What is shorter stands in many a text by chance. */
const SHORTEST = 12;
const ROWS = 20_000;

/**
 * The secrets that went in and out of the apps of a test file. What the apps have written of their own is searched for them when
 * they close: logs (unredacted), metrics, and dumps of all stores.
 */
export class Secrets {
  private readonly words = new Set<string>();
  private readonly phrases = new Set<string>();

  constructor(private readonly areSent: boolean) {}

  /** Remembers what is secret in the body of a question, and in the body and the cookies of its answer. */
  note(question: string, answer: string): void {
    const text = this.areSent ? `${question}\n${answer}` : answer;
    for (const [, , secret] of text.matchAll(IN_JSON)) this.add(secret!);
    for (const [, secret] of text.matchAll(IN_COOKIES)) this.add(secret!);
  }

  add(secret: string): void {
    if (secret.length < SHORTEST) return;
    (/^[\w.-]{16,}$/.test(secret) ? this.words : this.phrases).add(secret);
  }

  /** The secrets that stand in a text, as they are or (as a dump of Postgres has bytes) in hexadecimal digits. */
  in(text: string): string[] {
    const words = (text.match(WORD) ?? []).filter((word) => this.words.has(word) || this.words.has(word.replace(/^.*\./, '')));
    const phrases = [...this.phrases].filter((phrase) => text.includes(phrase) || text.includes(Buffer.from(phrase).toString('hex')));
    return [...new Set([...words, ...phrases])];
  }
}

/** Everything that lies in the stores, as text. */
export async function dumpOf({ postgresUrl, mongodbUrl, redisUrl, redisCacheUrl }: Required<StoreUrls>): Promise<string> {
  const parts = await Promise.all([dumpOfPostgres(postgresUrl), dumpOfMongodb(mongodbUrl), register.metrics(), ...[redisUrl, redisCacheUrl].filter((url) => url !== null).map(dumpOfRedis)]);
  return parts.join('\n');
}

async function dumpOfPostgres(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`);
    let dump = '';
    for (const { name } of tables) {
      const { rows } = await client.query<{ line: string }>(`SELECT row::text AS line FROM "${name}" AS row LIMIT ${ROWS}`);
      dump += rows.map(({ line }) => line).join('\n');
    }
    return dump;
  } finally {
    await client.end();
  }
}

async function dumpOfMongodb(url: string): Promise<string> {
  const client = await MongoClient.connect(url);
  try {
    const collections = await client.db().listCollections().toArray();
    const documents = await Promise.all(collections.filter(({ type }) => type === 'collection').map(({ name }) => client.db().collection(name).find({}).limit(ROWS).toArray()));
    return JSON.stringify(documents);
  } finally {
    await client.close();
  }
}

/** Values as they are, whatever their type: as `redis-cli` would show them. */
async function dumpOfRedis(url: string): Promise<string> {
  const redis = new Redis(url);
  const read: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    string: (key) => redis.get(key),
    hash: (key) => redis.hgetall(key),
    list: (key) => redis.lrange(key, 0, -1),
    set: (key) => redis.smembers(key),
    zset: (key) => redis.zrange(key, 0, -1),
    stream: (key) => redis.xrange(key, '-', '+', 'COUNT', ROWS),
  };
  try {
    const keys = await redis.keys('*');
    return JSON.stringify(await Promise.all(keys.map(async (key) => [key, await read[await redis.type(key)]?.(key)])));
  } finally {
    redis.disconnect();
  }
}
