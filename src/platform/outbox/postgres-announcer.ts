import type { Announcer } from '../../kernel/commit.js';
import { mintId } from '../../kernel/ids.js';
import type { PgTx } from '../postgres/postgres.js';
import { noteAnnounced } from './announced.js';
import { subjectKey } from './subject-key.js';

/** Writes events and deltas beside the rows they speak of; one statement each, however many there are. */
export function createPostgresAnnouncer(): Announcer<PgTx> {
  return {
    async announce(tx, ...events) {
      if (events.length === 0) return;
      const rows = events.map((event) => ({ ...event, occurred_at: event.occurredAt, actor_id: event.actorId }));
      await tx.query(INSERT_EVENTS, [JSON.stringify(rows)]);
      noteAnnounced(tx, events, []);
    },
    async count(tx, ...deltas) {
      if (deltas.length === 0) return;
      const rows = deltas.map((delta) => ({ ...delta, id: mintId(), subject_key: subjectKey(delta), step: delta.by }));
      await tx.query(INSERT_DELTAS, [JSON.stringify(rows)]);
      noteAnnounced(tx, [], deltas);
    },
  };
}

const INSERT_EVENTS = `
  INSERT INTO outbox (id, type, topics, occurred_at, actor_id, data, narrows)
  SELECT id, type, topics, occurred_at, actor_id, data, narrows FROM jsonb_to_recordset($1::jsonb)
    AS event(id uuid, type text, topics text[], occurred_at timestamptz, actor_id uuid, data jsonb, narrows boolean)`;

const INSERT_DELTAS = `
  INSERT INTO counter_deltas (id, owner, subject_key, subject, counter, step)
  SELECT id, owner, subject_key, subject, counter, step FROM jsonb_to_recordset($1::jsonb)
    AS delta(id uuid, owner text, subject_key text, subject jsonb, counter text, step int)`;
