import type { Clock } from '../../../kernel/clock.js';
import { mintId, type UserId } from '../../../kernel/ids.js';
import type { PageRequest } from '../../../kernel/page.js';
import type { SecurityEvent, SecurityLog } from '../../../kernel/security-log.js';
import type { PgTx, Postgres } from '../../../platform/postgres/postgres.js';
import { storableDevice } from '../sessions/device.js';
import { SecurityEventEntity } from './security-event.entity.js';

/** Every statement on `security_events`: rows are added, read, and in the end thrown away; never changed. */
export class SecurityLogStore implements SecurityLog<PgTx> {
  constructor(
    private readonly postgres: Postgres,
    private readonly clock: Clock,
  ) {}

  async record(tx: PgTx, ...events: SecurityEvent[]): Promise<void> {
    const happenedAt = this.clock.now();
    const rows = events.map(({ kind, userId, actorId, sessionId = null, userAgent = null, ipAddress = null, details = {} }) => ({
      id: mintId(), userId, kind, actorId, sessionId, ...storableDevice({ userAgent, ipAddress }), details, happenedAt,
    }));
    await tx.insert(SecurityEventEntity, rows);
  }

  /** What happened to a person's account, the latest first; one more row than asked. */
  page(userId: UserId, { size, after }: PageRequest): Promise<SecurityEventEntity[]> {
    return this.postgres.query('security-events.page', PAGE, [userId, after, size + 1]);
  }

  /** With the account that they tell of. */
  async removeAll(tx: PgTx, userId: UserId): Promise<void> {
    await tx.query(ALLOW_PURGE);
    await tx.query('DELETE FROM security_events WHERE user_id = $1', [userId]);
  }

  /** Removes up to `batch` events from before `before`, the oldest first; gives how many. */
  purge(before: Date, batch: number): Promise<number> {
    return this.postgres.transaction(async (tx) => {
      await tx.query(ALLOW_PURGE);
      const [{ count }] = await tx.query<[{ count: number }]>(PURGE, [mintId(before), before, batch]);
      return count;
    });
  }
}

const PAGE = `
  SELECT id, user_id AS "userId", kind, actor_id AS "actorId", session_id AS "sessionId", ip_address AS "ipAddress",
    user_agent AS "userAgent", details, happened_at AS "happenedAt"
  FROM security_events WHERE user_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`;

/** For this transaction: what the table's trigger waits for. */
const ALLOW_PURGE = "SELECT set_config('plaza.audit_purge', 'on', true)";

/** Ids are times, so the primary key finds the oldest. */
const PURGE = `
  WITH old AS (SELECT id FROM security_events WHERE id < $1 AND happened_at < $2 ORDER BY id LIMIT $3),
    gone AS (DELETE FROM security_events WHERE id IN (SELECT id FROM old) RETURNING 1)
  SELECT count(*)::int AS count FROM gone`;
