import { isId } from '../../kernel/ids.js';
import type { Mongo } from '../mongo/mongo.js';
import type { Postgres } from '../postgres/postgres.js';
import { type EventRow, eventsOf, logStateOf } from './mongo-rows.js';

/** Events per transaction: long enough to be fast, short enough never to be in anyone's way. */
const BATCH = 500;

/** An arbitrary number that only this relay uses as a lock. */
const LOCK = 7_050_923;

/**
 * Moves a batch from Postgres' outbox into the log, by event id. Dying between the two stores moves it again, which
 * changes nothing. Rows are claimed, never read by `id > last`: a smaller id can commit later and would be lost. The lock
 * lets one process do it at a time, so that two events of one person do not overtake each other. Gives the batch's size.
 */
export async function moveFromPostgres(postgres: Postgres, mongo: Mongo): Promise<number> {
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
 * Gives a batch of pending events their positions, dense and in order. Any process may run it: of two transactions that
 * raise the counter one meets a write conflict, and runs again over what is still pending. Gives the batch's size.
 */
export async function positionPending(mongo: Mongo): Promise<number> {
  const events = eventsOf(mongo);
  // Most sweeps find nothing: they should not cost a transaction.
  if (!(await events.findOne({ pending: true }, { projection: { _id: 1 }, hint: 'pending' }))) return 0;
  return mongo.transaction(async (tx) => {
    const pending = await events
      .find({ pending: true }, { session: tx, hint: 'pending', projection: { data: 1 } })
      .sort({ occurredAt: 1, _id: 1 })
      .limit(BATCH)
      .toArray();
    if (pending.length === 0) return 0;
    const state = await logStateOf(mongo).findOneAndUpdate(
      { _id: 'log' },
      { $inc: { position: pending.length } },
      { session: tx, returnDocument: 'after' },
    );
    if (!state) throw new Error('The log has no state document: migrations have not run.');
    const first = state.position - pending.length + 1;
    await events.bulkWrite(
      inOrderOfRevision(pending).map(({ _id }, i) => ({
        updateOne: { filter: { _id }, update: { $set: { position: first + i }, $unset: { pending: true } } },
      })),
      { session: tx },
    );
    return pending.length;
  });
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
