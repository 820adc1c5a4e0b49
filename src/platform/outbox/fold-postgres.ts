import type { PgTx, Postgres } from '../postgres/postgres.js';

/** A table whose rows show counters; it also has `rev`, which a fold raises. */
export interface PostgresCounterOwner {
  /** The table; deltas name it as their `owner`. */
  readonly name: string;
  /** The uuid column that a delta's `subject` names. */
  readonly key: string;
  /** Its counter columns; a delta's `counter` is one of them. */
  readonly counters: readonly string[];
}

/** An arbitrary number that only this folder uses as a lock. */
const LOCK = 7_050_924;
const LOOK = 2_000;
const SUBJECTS = 100;
const DELTAS = 5_000;

interface SumRow {
  readonly owner: string;
  readonly subject: Readonly<Record<string, string>>;
  readonly counter: string;
  readonly by: number;
}

/** The folder of `fold-mongo.ts`, for Postgres: each subject at most once a round; gives the number of subjects folded. */
export async function foldPostgres(postgres: Postgres, owners: readonly PostgresCounterOwner[]): Promise<number> {
  const folded = new Set<string>();
  for (;;) {
    const oldest = await postgres.query<{ key: string }>('outbox.oldest-deltas', OLDEST, [LOOK]);
    const keys = oldest.map((row) => row.key).filter((key) => !folded.has(key)).slice(0, SUBJECTS);
    if (keys.length === 0) return folded.size;
    const taken = await postgres.transaction((tx) => foldSubjects(tx, owners, keys));
    if (!taken) return folded.size;
    for (const key of keys) folded.add(key);
  }
}

const OLDEST = 'SELECT DISTINCT subject_key AS key FROM (SELECT subject_key FROM counter_deltas ORDER BY id LIMIT $1) AS oldest';

/** False where another process is at it. */
async function foldSubjects(tx: PgTx, owners: readonly PostgresCounterOwner[], keys: readonly string[]): Promise<boolean> {
  const [lock] = await tx.query<{ held: boolean }[]>('SELECT pg_try_advisory_xact_lock($1) AS held', [LOCK]);
  if (!lock?.held) return false;
  const sums = await tx.query<SumRow[]>(TAKE, [keys, DELTAS]);
  for (const owner of owners) {
    const own = sums.filter((sum) => sum.owner === owner.name && owner.counters.includes(sum.counter));
    if (own.length > 0) await add(tx, owner, own);
  }
  return true;
}

/** Additions first, so that no counter is ever negative where there are more deltas than one batch can hold. */
const TAKE = `
  WITH taken AS (
    DELETE FROM counter_deltas WHERE id IN (SELECT id FROM counter_deltas WHERE subject_key = ANY($1) ORDER BY step DESC LIMIT $2)
    RETURNING owner, subject, counter, step
  )
  SELECT owner, subject, counter, sum(step)::int AS by FROM taken GROUP BY owner, subject, counter HAVING sum(step) <> 0`;

/** A row that is gone is not found, and its deltas are dropped with it. */
async function add(tx: PgTx, { name, key, counters }: PostgresCounterOwner, sums: readonly SumRow[]): Promise<void> {
  const steps = counters.map((counter) => `${counter} = ${name}.${counter} + coalesce((sums.steps ->> '${counter}')::int, 0)`);
  await tx.query(
    `UPDATE ${name} SET ${steps.join(', ')}, rev = ${name}.rev + 1
     FROM (SELECT subject, jsonb_object_agg(counter, by) AS steps
           FROM jsonb_to_recordset($1::jsonb) AS sum(subject uuid, counter text, by int) GROUP BY subject) AS sums
     WHERE ${name}.${key} = sums.subject`,
    [JSON.stringify(sums.map((sum) => ({ subject: sum.subject[key], counter: sum.counter, by: sum.by })))],
  );
}
