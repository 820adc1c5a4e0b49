import pg from 'pg';
import type { Mongo } from '../../src/platform/mongo/mongo.js';
import type { Postgres } from '../../src/platform/postgres/postgres.js';
import type { MongoCommand, PostgresCommand } from './count-commands.js';

/** What a MongoDB command does, whatever version says it in whatever shape. */
export interface MongoPlan {
  /** The stages of every winning plan, from the top down: one per branch that reads a collection by itself. */
  readonly branches: readonly (readonly string[])[];
  /** Every index that is read, those of `$lookup` included. */
  readonly indexes: ReadonlySet<string>;
  readonly keys: number;
  readonly documents: number;
  /** Reads of whole collections, those of `$lookup` included. */
  readonly collectionScans: number;
  /** How many rows each sort in the pipeline was given. */
  readonly sorted: readonly number[];
}

/** Runs the command as it was sent, and tells how that went. */
export async function explainMongo(mongo: Mongo, { command }: MongoCommand): Promise<MongoPlan> {
  const sent = Object.fromEntries(Object.entries(command).filter(([name]) => !OF_THE_SESSION.has(name)));
  return readMongoPlan(await mongo.db.command({ explain: sent, verbosity: 'executionStats' }));
}

const OF_THE_SESSION = new Set(['lsid', '$clusterTime', '$db', 'txnNumber', 'autocommit', 'startTransaction', 'readConcern', 'writeConcern']);

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const numberIn = (node: Json, field: string): number => (typeof node[field] === 'number' ? node[field] : 0);

/** What was only thought of, or says the same once more in the language of one engine. */
const BESIDE = new Set(['rejectedPlans', 'allPlansExecution', 'command', 'parsedQuery', 'serverInfo', 'serverParameters', 'slotBasedPlan', 'executionStages']);

/**
 * Reads an answer to `explain` with execution statistics. MongoDB 6 has the tree of stages in `winningPlan`, 7 and 8 have it
 * in `winningPlan.queryPlan` where the slot-based engine runs it; `$lookup` says its totals beside itself, or as a stage of
 * the tree (EQ_LOOKUP) with a strategy, and its totals are then in those of the whole.
 */
export function readMongoPlan(explained: Json): MongoPlan {
  const plan = { branches: [] as string[][], indexes: new Set<string>(), keys: 0, documents: 0, collectionScans: 0, sorted: [] as number[] };

  const readTree = (node: Json, branch: string[]): void => {
    if (typeof node['stage'] === 'string') branch.push(node['stage']);
    if (typeof node['indexName'] === 'string') plan.indexes.add(node['indexName']);
    const scansAll = node['stage'] === 'COLLSCAN' || node['strategy'] === 'NestedLoopJoin' || node['strategy'] === 'HashJoin';
    if (scansAll) plan.collectionScans++;
    for (const below of [node['inputStage'], node['outerStage'], node['innerStage'], ...((node['inputStages'] as unknown[] | undefined) ?? [])]) {
      if (isObject(below)) readTree(below, branch);
    }
  };

  const read = (node: Json): void => {
    if (isObject(node['winningPlan'])) {
      const branch: string[] = [];
      const { queryPlan } = node['winningPlan'];
      readTree(isObject(queryPlan) ? queryPlan : node['winningPlan'], branch);
      plan.branches.push(branch);
    }
    plan.keys += numberIn(node, 'totalKeysExamined');
    plan.documents += numberIn(node, 'totalDocsExamined');
    plan.collectionScans += numberIn(node, 'collectionScans');
    for (const name of (node['indexesUsed'] as string[] | undefined) ?? []) plan.indexes.add(name);
    for (const [name, value] of Object.entries(node)) {
      if (BESIDE.has(name)) continue;
      if (isObject(value)) read(value);
      else if (Array.isArray(value)) readList(value.filter(isObject));
    }
  };
  /** Of a list of pipeline stages each is given what the one before it returned. */
  const readList = (nodes: readonly Json[]): void => {
    nodes.forEach((node, i) => {
      if (isObject(node['$sort']) && 'nReturned' in node) plan.sorted.push(numberIn(nodes[i - 1] ?? {}, 'nReturned'));
      read(node);
    });
  };
  read(explained);
  return plan;
}

/** What a Postgres statement does. */
export interface PostgresPlan {
  /** Tables that are read from end to end. */
  readonly scannedTables: readonly string[];
  readonly indexes: ReadonlySet<string>;
  /** Rows that were looked at in tables and indexes, those that a condition threw away included. */
  readonly rows: number;
}

/**
 * Runs the statement as it was sent, on a plan made for its values (`custom`) or for any (`generic`): a prepared statement
 * may come to either.
 */
export async function explainPostgres(postgres: Postgres, { text, values }: PostgresCommand, planFor: 'custom' | 'generic'): Promise<PostgresPlan> {
  const runner = postgres.dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query(`SET LOCAL plan_cache_mode = force_${planFor}_plan`);
    await runner.query(`PREPARE explained AS ${text}`);
    const given = values.length > 0 ? `(${values.map(literal).join(', ')})` : '';
    const [row] = (await runner.query(`EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE explained${given}`)) as { 'QUERY PLAN': [{ Plan: Json }] }[];
    await runner.query('DEALLOCATE explained');
    return readPostgresPlan(row!['QUERY PLAN'][0].Plan);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

export function readPostgresPlan(root: Json): PostgresPlan {
  const plan = { scannedTables: [] as string[], indexes: new Set<string>(), rows: 0 };
  const read = (node: Json): void => {
    const type = node['Node Type'] as string;
    if (type === 'Seq Scan') plan.scannedTables.push(node['Relation Name'] as string);
    if (typeof node['Index Name'] === 'string') plan.indexes.add(node['Index Name']);
    if (typeof node['Relation Name'] === 'string') {
      const perLoop = numberIn(node, 'Actual Rows') + numberIn(node, 'Rows Removed by Filter') + numberIn(node, 'Rows Removed by Index Recheck');
      plan.rows += perLoop * numberIn(node, 'Actual Loops');
    }
    for (const below of (node['Plans'] as Json[] | undefined) ?? []) read(below);
  };
  read(root);
  return { ...plan, rows: Math.ceil(plan.rows) };
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.map((each) => (each === null ? 'NULL' : `"${String(each)}"`)).join()}}`);
  return pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value));
}
