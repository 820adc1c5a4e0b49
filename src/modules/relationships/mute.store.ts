import { type Id, mintId, type UserId } from '../../kernel/ids.js';
import type { PageRequest } from '../../kernel/page.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import type { ListedRow } from './follow-list.store.js';
import { latestOf, valuesOf } from './own-lists.js';

export interface MutedRow extends ListedRow {
  /** Null where it has no end. */
  readonly until: Date | null;
}

/** Every statement on `mutes`. A mute that has ended has no effect, wherever it is read; its row goes some time later. */
export class MuteStore {
  constructor(private readonly postgres: Postgres) {}

  /** Mutes from now on, or sets another end. */
  async put(tx: PgTx, muterId: UserId, mutedId: UserId, until: Date | null): Promise<void> {
    await tx.query(PUT, [mintId(), muterId, mutedId, until]);
  }

  async remove(tx: PgTx, muterId: UserId, mutedId: UserId): Promise<void> {
    await tx.query('DELETE FROM mutes WHERE muter_id = $1 AND muted_id = $2', [muterId, mutedId]);
  }

  mutedBy(muterId: UserId, request: PageRequest): Promise<MutedRow[]> {
    return this.postgres.query<MutedRow>('mutes.of-muter', OF_MUTER, valuesOf(muterId, request));
  }

  /** Removes up to `batch` mutes of or by a person; gives how many. */
  async removeSome(tx: PgTx, userId: Id, batch: number): Promise<number> {
    const rows: unknown[] = await tx.query(REMOVE_SOME, [userId, batch]);
    return rows.length;
  }

  /** Removes up to `batch` mutes that have ended; gives how many. */
  async purge(batch: number): Promise<number> {
    return (await this.postgres.query('mutes.purge', PURGE, [batch])).length;
  }
}

const PUT = `
  INSERT INTO mutes (id, muter_id, muted_id, until) VALUES ($1, $2, $3, coalesce($4::timestamptz, 'infinity'))
  ON CONFLICT ON CONSTRAINT mutes_pair DO UPDATE SET until = EXCLUDED.until`;

const OF_MUTER = latestOf('mutes', 'muter_id', `muted_id AS "userId", nullif(until, 'infinity') AS until`, 'AND until > now()');

const REMOVE_SOME = `
  WITH doomed AS (
    (SELECT id FROM mutes WHERE muter_id = $1 LIMIT $2) UNION (SELECT id FROM mutes WHERE muted_id = $1 LIMIT $2)
  ), removed AS (
    DELETE FROM mutes USING doomed WHERE mutes.id = doomed.id RETURNING mutes.id
  ) SELECT id FROM removed`;

const PURGE = `
  DELETE FROM mutes USING (SELECT id FROM mutes WHERE until <= now() LIMIT $1) AS ended WHERE mutes.id = ended.id RETURNING mutes.id`;
