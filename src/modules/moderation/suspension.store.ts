import { BEHIND_ALL, type Id, type UserId } from '../../kernel/ids.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';

export type { PgTx as Tx } from '../../platform/postgres/postgres.js';

export interface NewSuspension {
  readonly id: Id;
  readonly userId: UserId;
  readonly reason: string;
  readonly suspendedAt: Date;
  readonly suspendedBy: UserId;
}

/** A suspension that holds, with the name by which a moderator knows the person. */
export interface CurrentSuspension extends Omit<NewSuspension, 'suspendedBy'> {
  readonly suspendedBy: UserId | null;
  readonly username: string;
  readonly displayName: string | null;
}

/** Every statement on `suspensions`. */
export class SuspensionStore {
  constructor(private readonly postgres: Postgres) {}

  /** False where the person is suspended already: the first reason stays. */
  async insert(tx: PgTx, { id, userId, reason, suspendedAt, suspendedBy }: NewSuspension): Promise<boolean> {
    const rows: unknown[] = await tx.query(INSERT, [id, userId, reason, suspendedAt, suspendedBy]);
    return rows.length === 1;
  }

  /** False where the person is not suspended. */
  async lift(tx: PgTx, userId: UserId, liftedBy: UserId, liftedAt: Date): Promise<boolean> {
    const rows: unknown[] = await tx.query(LIFT, [userId, liftedBy, liftedAt]);
    return rows.length === 1;
  }

  /** Up to `limit` suspensions that hold, the latest first, beyond a position. */
  current(after: Id | null, limit: number): Promise<CurrentSuspension[]> {
    return this.postgres.query<CurrentSuspension>('suspensions.current', CURRENT, [after, limit]);
  }

  /** The suspension of one person, if it holds. */
  async currentOf(userId: UserId): Promise<CurrentSuspension | null> {
    return (await this.postgres.query<CurrentSuspension>('suspensions.current-of', CURRENT_OF, [userId]))[0] ?? null;
  }
}

const INSERT = `
  INSERT INTO suspensions (id, user_id, reason, suspended_at, suspended_by) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (user_id) WHERE lifted_at IS NULL DO NOTHING RETURNING id`;

// Wrapped, so that TypeORM gives the rows and not a pair of rows and count.
const LIFT = `
  WITH changed AS (
    UPDATE suspensions SET lifted_by = $2, lifted_at = $3 WHERE user_id = $1 AND lifted_at IS NULL RETURNING id
  ) SELECT id FROM changed`;

/** Whoever is leaving for good is in no list any more. */
const HOLDING = `
  SELECT s.id, s.user_id AS "userId", s.reason, s.suspended_at AS "suspendedAt", s.suspended_by AS "suspendedBy",
    p.username, p.display_name AS "displayName"
  FROM suspensions s JOIN profiles p USING (user_id) WHERE s.lifted_at IS NULL AND p.status <> 'DELETING'`;
const CURRENT = `${HOLDING} AND s.id < coalesce($1::uuid, '${BEHIND_ALL}') ORDER BY s.id DESC LIMIT $2`;
const CURRENT_OF = `${HOLDING} AND s.user_id = $1`;
