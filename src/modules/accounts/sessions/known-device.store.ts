import { createHash, randomBytes } from 'node:crypto';
import type { UserId } from '../../../kernel/ids.js';
import type { PgTx, Postgres } from '../../../platform/postgres/postgres.js';

/** Days without a sign-in after which a device is forgotten. */
const KEPT_DAYS = 180;

/** Every statement on `known_devices`: what a client keeps from one sign-in to the next, hashed, with the account that it is good for. */
export class KnownDeviceStore {
  constructor(private readonly postgres: Postgres) {}

  /** Whose device it is. */
  async ownerOf(tokenHash: Buffer): Promise<UserId | null> {
    const rows = await this.postgres.query<{ userId: UserId }>('known-devices.owner', OWNER, [tokenHash, KEPT_DAYS]);
    return rows[0]?.userId ?? null;
  }

  /** False where the device is not known, or not as this person's. */
  async touch(tx: PgTx, tokenHash: Buffer, userId: UserId, usedAt: Date): Promise<boolean> {
    return (await tx.query<unknown[]>(TOUCH, [tokenHash, userId, usedAt])).length === 1;
  }

  async insert(tx: PgTx, tokenHash: Buffer, userId: UserId, usedAt: Date): Promise<void> {
    await tx.query('INSERT INTO known_devices (token_hash, user_id, last_used_at) VALUES ($1, $2, $3)', [tokenHash, userId, usedAt]);
  }

  /** Forgets devices that were not used for long; gives how many. */
  async purge(batch: number): Promise<number> {
    return (await this.postgres.query('known-devices.purge', PURGE, [batch, KEPT_DAYS])).length;
  }
}

/** An opaque token of 256 random bits. */
export const newDeviceToken = (): string => randomBytes(32).toString('base64url');
const FORM = /^[A-Za-z0-9_-]{43}$/;
/** Null for what can't be one of ours. */
export const deviceTokenHash = (token: string | null | undefined): Buffer | null => (token && FORM.test(token) ? createHash('sha256').update(token).digest() : null);

const OWNER = 'SELECT user_id AS "userId" FROM known_devices WHERE token_hash = $1 AND last_used_at > now() - make_interval(days => $2)';
const TOUCH = `
  WITH touched AS (
    UPDATE known_devices SET last_used_at = $3 WHERE token_hash = $1 AND user_id = $2 RETURNING 1
  ) SELECT 1 FROM touched`;
const PURGE = `
  DELETE FROM known_devices WHERE token_hash IN (
    SELECT token_hash FROM known_devices WHERE last_used_at < now() - make_interval(days => $2) LIMIT $1
  ) RETURNING 1`;
