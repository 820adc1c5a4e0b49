import { isId } from '../../kernel/ids.js';
import { type Mongo, ONE_BATCH } from '../mongo/mongo.js';
import type { Postgres } from '../postgres/postgres.js';
import { type Batch, type EventRow, eventsOf, type LogState, logStateOf } from './mongo-rows.js';

/** Events at a time: long enough to be fast, short enough never to be in anyone's way. */
const BATCH = 500;

/** An arbitrary number that only this relay uses as a lock. */
const LOCK = 7_050_923;

/**
 * Moves a batch from Postgres' outbox into the log, by event id. Dying between the two stores moves it again, which
 * changes nothing. Rows are claimed, never read by `id > last`: a smaller id can commit later and would be lost. The lock
 * lets one process do it at a time, so that two events of one person do not overtake each other. Gives the batch's size.
 */
export async function moveFromPostgres(postgres: Postgres, mongo: Mongo): Promise<number> {
  // Usually there is nothing: one statement finds that out, where a transaction takes four.
  const [waiting] = await postgres.query<{ any: boolean }>('outbox.waiting', 'SELECT EXISTS (SELECT FROM outbox) AS any');
  if (!waiting!.any) return 0;
  return postgres.transaction(async (tx) => {
    const [lock] = await tx.query<{ held: boolean }[]>('SELECT pg_try_advisory_xact_lock($1) AS held', [LOCK]);
    if (!lock?.held) return 0;
    const rows = await tx.query<EventRow[]>(CLAIM, [BATCH]);
    if (rows.length === 0) return 0;
    await eventsOf(mongo).bulkWrite(
      rows.map(({ _id, ...event }) => ({ updateOne: { filter: { _id }, update: { $setOnInsert: { ...event, pending: true } }, upsert: true } })),
      { ordered: false },
    );
    await tx.query('DELETE FROM outbox WHERE id = ANY($1)', [rows.map((row) => row._id)]);
    return rows.length;
  });
}

const CLAIM = `
  SELECT id AS _id, type, topics, occurred_at AS "occurredAt", actor_id AS "actorId", data, narrows
  FROM outbox ORDER BY occurred_at, id LIMIT $1 FOR UPDATE SKIP LOCKED`;

/**
 * Gives a batch of pending events their positions, dense and in order. Any process may run it, several at once, and it may
 * die at any point: which events get which positions is decided by one write to one document; writing them down comes to
 * the same end whoever does it, and however often. (One transaction over all of it would be shorter. But a process that is
 * killed leaves its transaction behind on the server, and with it the lock on the counter: the log then stood still for a
 * minute.) Gives the batch's size.
 */
export async function positionPending(mongo: Mongo): Promise<number> {
  // Nor is there anything here. (A batch that was decided and not written down has events that are pending still.)
  if (!(await eventsOf(mongo).findOne({ pending: true }, { hint: 'pending', projection: { _id: 1 }, readConcern: 'majority' }))) return 0;
  const state = await readState(mongo);
  if (state.batch) await writeDown(mongo, state.batch);
  const ids = await readPending(mongo);
  if (ids.length === 0) return state.batch?.ids.length ?? 0;
  const batch = { first: state.position + 1, ids };
  const decided = await logStateOf(mongo).updateOne(
    { _id: 'log', position: state.position, batch: { $exists: false } },
    { $set: { position: state.position + ids.length, batch } },
  );
  // Another process was faster; what it left is for the next round.
  if (decided.modifiedCount === 0) return ids.length;
  await writeDown(mongo, batch);
  return ids.length;
}

async function readState(mongo: Mongo): Promise<LogState> {
  const state = await logStateOf(mongo).findOne({ _id: 'log' });
  if (!state) throw new Error('The log has no state document: migrations have not run.');
  return state;
}

/** As a majority knows them: what has a position can't be undone. All at one moment: a second batch would know of more. */
async function readPending(mongo: Mongo): Promise<string[]> {
  const pending = await eventsOf(mongo)
    .find({ pending: true }, { hint: 'pending', projection: { data: 1 }, readConcern: 'majority', ...ONE_BATCH })
    .sort({ occurredAt: 1, _id: 1 })
    .limit(BATCH)
    .toArray();
  return inOrderOfRevision(pending).map((row) => row._id);
}

/** Readers see positions come one by one, and wait at the first that is missing. */
async function writeDown(mongo: Mongo, { first, ids }: Batch): Promise<void> {
  await eventsOf(mongo).bulkWrite(
    ids.map((_id, i) => ({
      updateOne: { filter: { _id, pending: true }, update: { $set: { position: first + i }, $unset: { pending: true } } },
    })),
    { ordered: false },
  );
  await logStateOf(mongo).updateOne({ _id: 'log', 'batch.first': first }, { $unset: { batch: 1 } });
}

type Revised = Pick<EventRow, '_id' | 'data'>;

/**
 * Clocks of two processes differ, revisions don't: where events of one entity stand in the wrong order, they change places
 * among themselves and leave all others where they are.
 */
export function inOrderOfRevision<Row extends Revised>(rows: readonly Row[]): Row[] {
  const places = new Map<string, number[]>();
  rows.forEach((row, place) => {
    const entity = entityOf(row);
    if (entity === null) return;
    const known = places.get(entity);
    if (known) known.push(place);
    else places.set(entity, [place]);
  });
  const ordered = [...rows];
  for (const own of places.values()) {
    if (own.length === 1) continue;
    const sorted = own.map((place) => rows[place]!).sort((a, b) => Number(a.data['rev']) - Number(b.data['rev']));
    own.forEach((place, i) => (ordered[place] = sorted[i]!));
  }
  return ordered;
}

/** What an event's `rev` counts: the innermost thing that it names. */
function entityOf({ data }: Revised): string | null {
  const id = data['commentId'] ?? data['postId'] ?? data['userId'];
  return isId(id) && typeof data['rev'] === 'number' ? id : null;
}
