import { mintId, type UserId } from '../../kernel/ids.js';
import type { PageRequest } from '../../kernel/page.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import type { ListedRow } from './follow-list.store.js';
import { latestOf, purgeEnded, removeSomeOf, valuesOf } from './own-lists.js';

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
  async removeSome(tx: PgTx, userId: UserId, batch: number): Promise<number> {
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

const REMOVE_SOME = removeSomeOf('mutes', 'muter_id', 'muted_id');
const PURGE = purgeEnded('mutes');
