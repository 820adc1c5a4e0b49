import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { writeThreads } from './into-mongo.js';
import { writePeople } from './into-postgres.js';
import { makePeople } from './people.js';
import { type Scale, SEED } from './scale.js';
import { makeThreads } from './threads.js';

const FILE = 'world.json';

/** Whether the folder holds this world, whole, as the code would make it today. */
export function isGenerated(dataDir: string, scale: Scale): boolean {
  const file = join(dataDir, FILE);
  return existsSync(file) && readFileSync(file, 'utf8') === stampOf(scale);
}

/** Writes the world straight into the stores, which Plaza has migrated and which are empty otherwise. */
export async function generate(dataDir: string, urls: { postgresUrl: string; mongodbUrl: string }, scale: Scale, told: (line: string) => void): Promise<void> {
  const postgres = new pg.Client({ connectionString: urls.postgresUrl });
  // Nobody is told that a batch is safe: a crash means to begin anew.
  const mongo = new MongoClient(urls.mongodbUrl, { writeConcern: { w: 1, journal: false } });
  await Promise.all([postgres.connect(), mongo.connect()]);
  try {
    const people = makePeople(scale);
    await writePeople(postgres, people, told);
    await writeThreads(mongo.db(), people, makeThreads(scale, people), told);
    await postgres.query('VACUUM ANALYZE');
    await mongo.db().admin().command({ fsync: 1 });
  } finally {
    await Promise.all([postgres.end(), mongo.close()]);
  }
  writeFileSync(join(dataDir, FILE), stampOf(scale));
}

/** Changes with the world's numbers, with the code that makes it, and with the migrations of the stores. */
function stampOf(scale: Scale): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const modules = fileURLToPath(new URL('../../src/modules/', import.meta.url));
  const files = [
    ...readdirSync(here).map((name) => join(here, name)),
    ...readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('migrations')).map((path) => join(modules, path)),
  ];
  const hash = createHash('sha256');
  for (const file of files.filter((path) => path.endsWith('.js') && !path.endsWith('.test.js')).sort()) hash.update(readFileSync(file));
  return `${JSON.stringify({ seed: SEED, ...scale, code: hash.digest('hex') }, null, 2)}\n`;
}
