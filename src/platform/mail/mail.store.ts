import { type Id, mintId } from '../../kernel/ids.js';
import type { MailJob } from '../../kernel/mail.js';
import type { PgTx, Postgres } from '../postgres/postgres.js';

/** A letter that somebody has in hand: as of which attempt, so that whoever was too slow does not speak for the next one. */
export interface ClaimedMail extends MailJob {
  readonly id: Id;
  readonly attempts: number;
}

/** A letter that was given up. */
export interface DeadMail extends MailJob {
  readonly id: Id;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
}

/** Every statement on `mails`. All times are Postgres' own. */
export class MailStore {
  constructor(private readonly postgres: Postgres) {}

  async insert(tx: PgTx, jobs: readonly MailJob[]): Promise<void> {
    for (const { kind, values } of jobs) await tx.query(INSERT, [mintId(), kind, JSON.stringify(values)]);
  }

  /** Takes the letter that has waited longest; it is nobody else's for `leaseSeconds`, and anybody's after that. */
  async claim(leaseSeconds: number): Promise<ClaimedMail | null> {
    return (await this.postgres.query<ClaimedMail>('mails.claim', CLAIM, [leaseSeconds]))[0] ?? null;
  }

  /** Gone out, or there was nothing to say any more: it is forgotten, and with it whom it was about. */
  async finish({ id, attempts }: ClaimedMail): Promise<void> {
    await this.postgres.query('mails.finish', FINISH, [id, attempts]);
  }

  async postpone({ id, attempts }: ClaimedMail, afterMs: number, error: string): Promise<void> {
    await this.postgres.query('mails.postpone', POSTPONE, [id, attempts, afterMs / 1_000, error]);
  }

  async giveUp({ id, attempts }: ClaimedMail, error: string): Promise<void> {
    await this.postgres.query('mails.give-up', GIVE_UP, [id, attempts, error]);
  }

  /** The letters that were given up, the latest first. */
  dead(limit: number): Promise<DeadMail[]> {
    return this.postgres.query('mails.dead', DEAD, [limit]);
  }

  /** Tries given-up letters anew, one or (null) all; gives how many. */
  async retry(id: Id | null): Promise<number> {
    return (await this.postgres.query('mails.retry', RETRY, [id])).length;
  }

  /** Removes up to `batch` letters that were given up and are older than `days`; gives how many. */
  async purge(days: number, batch: number): Promise<number> {
    return (await this.postgres.query('mails.purge', PURGE, [days, batch])).length;
  }
}

const INSERT = `INSERT INTO mails (id, kind, "values", state, next_attempt_at, created_at) VALUES ($1, $2, $3::jsonb, 'PENDING', now(), now())`;

const CLAIM = `
  UPDATE mails SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => $1) WHERE id = (
    SELECT id FROM mails WHERE state = 'PENDING' AND next_attempt_at <= now() ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED
  ) RETURNING id, kind, "values", attempts`;

const HELD = `WHERE id = $1 AND attempts = $2 AND state = 'PENDING'`;
const FINISH = `DELETE FROM mails ${HELD}`;
const POSTPONE = `UPDATE mails SET next_attempt_at = now() + make_interval(secs => $3), last_error = $4 ${HELD}`;
const GIVE_UP = `UPDATE mails SET state = 'DEAD', last_error = $3 ${HELD}`;

const DEAD = `
  SELECT id, kind, "values", attempts, last_error AS "lastError", created_at AS "createdAt" FROM mails
  WHERE state = 'DEAD' ORDER BY created_at DESC LIMIT $1`;

const RETRY = `
  UPDATE mails SET state = 'PENDING', attempts = 0, next_attempt_at = now()
  WHERE state = 'DEAD' AND ($1::uuid IS NULL OR id = $1) RETURNING id`;

const PURGE = `
  DELETE FROM mails WHERE id IN (
    SELECT id FROM mails WHERE state = 'DEAD' AND created_at < now() - make_interval(days => $1) LIMIT $2
  ) RETURNING id`;
