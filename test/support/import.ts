import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createImportDeps, findInput, type ImportDeps, importNetwork, type ImportSummary, silent } from '../../src/app/commands/import/index.js';
import { STORE_SCHEMA } from '../../src/app/store-schema.js';
import { systemClock } from '../../src/kernel/clock.js';
import { Mongo } from '../../src/platform/mongo/mongo.js';
import { Postgres } from '../../src/platform/postgres/postgres.js';
import type { TestApp } from './app.js';

/** The lines of a network by file; what is a text goes in as it is, everything else as JSON. */
export type NetworkFiles = Partial<Record<'users' | 'follows' | 'posts' | 'comments' | 'likes', readonly unknown[]>>;

/** Writes a network into a folder of its own, half of the files gzipped. */
export function writeNetwork(files: NetworkFiles): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'plaza-network-')), 'network');
  mkdirSync(folder);
  Object.entries(files).forEach(([name, lines], i) => {
    const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
    if (i % 2 === 0) writeFileSync(join(folder, `${name}.ndjson`), text);
    else writeFileSync(join(folder, `${name}.ndjson.gz`), gzipSync(text));
  });
  return folder;
}

export interface Rejected {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly content: string | null;
}

/** The importer over the stores of an app. */
export class TestImport {
  raised = 0;

  private constructor(
    readonly deps: ImportDeps,
    private readonly rejectsPath: string,
  ) {}

  static async open(app: TestApp): Promise<TestImport> {
    const { postgresUrl, mongodbUrl } = app.databases.urls;
    const postgres = await Postgres.connect({ url: postgresUrl, entities: STORE_SCHEMA.entities, migrations: [], poolSize: 2, statementTimeoutMs: 0 });
    const mongo = await Mongo.connect({ url: mongodbUrl, poolSize: 2, longWork: true });
    const answerCache = { raise: async () => void opened.raised++ };
    const deps = createImportDeps({ postgres, mongo, answerCache, clock: systemClock, masterSecret: app.masterSecret, maxPostLength: 5_000, maxCommentLength: 2_000 });
    const opened = new TestImport(deps, join(mkdtempSync(join(tmpdir(), 'plaza-rejects-')), 'rejects.ndjson'));
    return opened;
  }

  run(folder: string, { strict = false, source = null }: { strict?: boolean; source?: string | null } = {}): Promise<ImportSummary> {
    return importNetwork(this.deps, findInput(folder, source), { strict, rejectsPath: this.rejectsPath }, silent);
  }

  rejects(): Rejected[] {
    return readFileSync(this.rejectsPath, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Rejected);
  }

  async close(): Promise<void> {
    await this.deps.postgres.close();
    await this.deps.mongo.close();
  }
}

/** Everything that an import writes, in one order, without what is sealed anew each time. */
export async function everything({ plaza }: TestApp): Promise<Record<string, unknown[]>> {
  const { postgres, mongo } = plaza.stores;
  const tables = ['profiles', 'follows', 'tag_follows', 'import_ids', 'import_staging', 'outbox', 'counter_deltas'];
  const rows = await Promise.all(tables.map(async (table) => [table, await postgres.dataSource.query<unknown[]>(`SELECT * FROM ${table} ORDER BY 1, 2, 3`)] as const));
  const accounts = await postgres.dataSource.query<unknown[]>('SELECT user_id, email_hash FROM accounts ORDER BY 1');
  const sources = await postgres.dataSource.query<unknown[]>('SELECT plaza_id, kind, source, owner_id FROM import_sources ORDER BY 1');
  const collections = ['posts', 'comments', 'reactions', 'reposts', 'author_stats', 'events', 'counter_deltas'];
  const documents = await Promise.all(collections.map(async (name) => [`mongo ${name}`, await mongo.db.collection(name).find().sort({ _id: 1 }).toArray()] as const));
  return Object.fromEntries([...rows, ['accounts', accounts] as const, ['import_sources', sources] as const, ...documents]);
}

/** A hash of each table and collection: what differs is named, and tens of thousands of rows are compared at once. `leaveOut` names fields. */
export async function fingerprints(app: TestApp, leaveOut: readonly string[] = []): Promise<Record<string, string>> {
  // Names in one order: the kinds of a post's reactions are in whatever order they were counted.
  const inOrder = (value: object): object => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  const shown = (name: string, value: unknown): unknown =>
    leaveOut.includes(name) ? undefined : typeof value === 'object' && value !== null && !Array.isArray(value) ? inOrder(value) : value;
  const hash = (rows: unknown[]): string => `${rows.length} rows ${createHash('sha256').update(JSON.stringify(rows, shown)).digest('hex').slice(0, 16)}`;
  return Object.fromEntries(Object.entries(await everything(app)).map(([name, rows]) => [name, hash(rows)]));
}
