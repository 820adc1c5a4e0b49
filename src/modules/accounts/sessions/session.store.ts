import { IsNull } from 'typeorm';
import type { Announcer } from '../../../kernel/commit.js';
import type { SessionId, UserId } from '../../../kernel/ids.js';
import type { PgTx, Postgres } from '../../../platform/postgres/postgres.js';
import type { StoredRefreshToken } from './refresh-token.policy.js';
import { RefreshTokenEntity, SessionEntity } from './session.entity.js';
import { sessionEnded, sessionStarted } from './session.events.js';
import { factsOf, type SessionFacts, type SessionRow } from './session.facts.js';

export type { PgTx as Tx } from '../../../platform/postgres/postgres.js';

/** The channel on which Postgres tells every process, with the commit, which session has ended. */
const CHANNEL = 'plaza_session_ended';

export type DeviceRow = Pick<SessionEntity, 'id' | 'device' | 'userAgent' | 'ipAddress' | 'createdAt' | 'lastUsedAt'>;
export type NewSession = Omit<SessionEntity, 'revokedAt' | 'endReason'>;

/** Why a session was ended, where that is more than its user's wish. */
export type EndReason = SessionEntity['endReason'];

export interface EndedSession {
  readonly id: SessionId;
  readonly reason: EndReason;
}

interface EndedRow {
  readonly id: SessionId;
  readonly userId: UserId;
  readonly kind: SessionEntity['kind'];
  readonly endedAt: Date;
}

/** Every statement on `sessions` and `refresh_tokens`. */
export class SessionStore {
  constructor(
    private readonly postgres: Postgres,
    private readonly announcer: Pick<Announcer<PgTx>, 'announce'>,
  ) {}

  /** What a session says of its requests, its account's role included; null for one that has ended. One statement. */
  async factsOf(sessionId: SessionId, now: Date): Promise<SessionFacts | null> {
    const rows = await this.postgres.query<SessionRow>('sessions.facts', FACTS, [sessionId, now]);
    return rows[0] ? factsOf(rows[0]) : null;
  }

  /** When the password was last given in a session that lives; null where it never was. */
  async authenticatedAt(sessionId: SessionId): Promise<Date | null> {
    const rows = await this.postgres.query<{ authenticatedAt: Date | null }>('sessions.authenticated-at', AUTHENTICATED_AT, [sessionId]);
    return rows[0]?.authenticatedAt ?? null;
  }

  async markAuthenticated(tx: PgTx, sessionId: SessionId, authenticatedAt: Date): Promise<void> {
    await tx.update(SessionEntity, { id: sessionId }, { authenticatedAt });
  }

  async insert(tx: PgTx, session: NewSession): Promise<void> {
    await tx.insert(SessionEntity, session);
    if (session.kind === 'PERSON') await this.announcer.announce(tx, sessionStarted({ userId: session.userId, sessionId: session.id, occurredAt: session.createdAt }));
  }

  /** False where the session has ended meanwhile. */
  async extend(tx: PgTx, sessionId: SessionId, usedAt: Date, expiresAt: Date): Promise<boolean> {
    const rows: unknown[] = await tx.query(EXTEND, [sessionId, usedAt, expiresAt]);
    return rows.length === 1;
  }

  async insertRefreshToken(tx: PgTx, tokenHash: Buffer, sessionId: SessionId, createdAt: Date): Promise<void> {
    await tx.insert(RefreshTokenEntity, { tokenHash, sessionId, createdAt });
  }

  /** Locks the token: of two who use it at once the second sees it used. */
  async findRefreshToken(tx: PgTx, tokenHash: Buffer): Promise<StoredRefreshToken | null> {
    return (await tx.query<StoredRefreshToken[]>(FIND_REFRESH_TOKEN, [tokenHash]))[0] ?? null;
  }

  async markRefreshTokenUsed(tx: PgTx, tokenHash: Buffer, successorHash: Buffer, usedAt: Date): Promise<void> {
    await tx.update(RefreshTokenEntity, { tokenHash }, { successorHash, usedAt });
  }

  /** Ends a session; gives its id where it was alive. */
  revoke(tx: PgTx, sessionId: SessionId): Promise<SessionId[]> {
    return this.end(tx, REVOKE, [sessionId, null]);
  }

  /** Ends all sessions of a person, but for `except`; gives the ids of those that were alive. */
  revokeAll(tx: PgTx, userId: UserId, except: SessionId | null, reason: EndReason = null): Promise<SessionId[]> {
    return this.end(tx, REVOKE_ALL, [userId, reason, except]);
  }

  /** Ends a person's sessions on all devices but one, and none of a machine; gives the ids of those that were alive. */
  revokeOtherDevices(tx: PgTx, userId: UserId, except: SessionId): Promise<SessionId[]> {
    return this.end(tx, REVOKE_OTHER_DEVICES, [userId, null, except]);
  }

  async isOf(tx: PgTx, sessionId: SessionId, userId: UserId): Promise<boolean> {
    return tx.existsBy(SessionEntity, { id: sessionId, userId });
  }

  /** Whether somebody has signed in on such a device before, as far as sessions are kept. */
  async knowsDevice(tx: PgTx, userId: UserId, device: string | null): Promise<boolean> {
    return tx.existsBy(SessionEntity, { userId, device: device ?? IsNull() });
  }

  /** Where somebody is signed in: sessions of people, which live, at most 100. */
  devicesOf(userId: UserId, now: Date): Promise<DeviceRow[]> {
    return this.postgres.query<DeviceRow>('sessions.devices', DEVICES, [userId, now]);
  }

  /** Sessions of people, those that have ended among them. */
  byIds(sessionIds: readonly SessionId[]): Promise<(DeviceRow & { readonly revokedAt: Date | null })[]> {
    return this.postgres.query('sessions.by-ids', BY_IDS, [sessionIds]);
  }

  /** Each time goes with the id in its place; a later one that is known stays. */
  async markUsed(sessionIds: readonly SessionId[], usedAt: readonly Date[]): Promise<void> {
    await this.postgres.query('sessions.mark-used', MARK_USED, [sessionIds, usedAt]);
  }

  /** What was revoked in the last seconds, by Postgres' clock. */
  revokedWithin(seconds: number): Promise<EndedSession[]> {
    return this.postgres.query<EndedSession>('sessions.revoked', REVOKED, [seconds]);
  }

  /**
   * Hears of sessions that end anywhere, on a connection of its own; `lost` is called once, when that breaks. Returns the
   * function that ends the listening.
   */
  async listen(heard: (message: string) => void, lost: () => void): Promise<() => Promise<void>> {
    const client = await this.postgres.dedicatedClient();
    let ended = false;
    const onLost = () => {
      if (!ended) lost();
      ended = true;
    };
    client.on('error', onLost);
    client.on('end', onLost);
    client.on('notification', ({ payload }) => heard(payload ?? ''));
    const end = async () => {
      ended = true;
      await client.end().catch(() => undefined);
    };
    await client.query(`LISTEN ${CHANNEL}`).catch(async (error: unknown) => {
      await end();
      throw error;
    });
    return end;
  }

  /** Removes sessions that ended days ago, with their tokens; gives how many. */
  async purge(batch: number): Promise<number> {
    return (await this.postgres.query('sessions.purge', PURGE, [batch])).length;
  }

  private async end(tx: PgTx, statement: string, values: unknown[]): Promise<SessionId[]> {
    const rows = await tx.query<EndedRow[]>(statement, values);
    const devices = rows.filter(({ kind }) => kind === 'PERSON');
    if (devices.length > 0) await this.announcer.announce(tx, ...devices.map(({ id, userId, endedAt }) => sessionEnded({ userId, sessionId: id, occurredAt: endedAt })));
    return rows.map((row) => row.id);
  }
}

const FACTS = `
  SELECT s.expires_at AS "expiresAt", s.kind, s.scopes, coalesce(a.role, 'USER') AS "accountRole"
  FROM sessions s LEFT JOIN accounts a ON a.user_id = s.user_id WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2`;

const AUTHENTICATED_AT = 'SELECT authenticated_at AS "authenticatedAt" FROM sessions WHERE id = $1 AND revoked_at IS NULL';

const EXTEND = `
  WITH changed AS (
    UPDATE sessions SET last_used_at = $2, expires_at = $3 WHERE id = $1 AND revoked_at IS NULL RETURNING id
  ) SELECT id FROM changed`;

const FIND_REFRESH_TOKEN = `
  SELECT t.session_id AS "sessionId", t.used_at AS "usedAt", s.user_id AS "userId", s.created_at AS "sessionStartedAt",
    s.expires_at AS "sessionExpiresAt", s.revoked_at AS "sessionRevokedAt"
  FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.token_hash = $1 FOR UPDATE OF t`;

/** The time is that of the statement, not of the transaction's start: the poll looks back only so far. */
const endAndTell = (condition: string) => `
  WITH ended AS (
    UPDATE sessions SET revoked_at = clock_timestamp(), end_reason = $2::text WHERE ${condition} AND revoked_at IS NULL RETURNING id, user_id, kind, revoked_at
  ) SELECT id, user_id AS "userId", kind, revoked_at AS "endedAt", pg_notify('${CHANNEL}', concat_ws(' ', id, $2::text)) FROM ended`;
const REVOKE = endAndTell('id = $1');
const REVOKE_ALL = endAndTell('user_id = $1 AND id IS DISTINCT FROM $3::uuid');

const REVOKE_OTHER_DEVICES = endAndTell("user_id = $1 AND kind = 'PERSON' AND id <> $3");

const DEVICES = `
  SELECT id, device, user_agent AS "userAgent", ip_address AS "ipAddress", created_at AS "createdAt", last_used_at AS "lastUsedAt"
  FROM sessions WHERE user_id = $1 AND kind = 'PERSON' AND revoked_at IS NULL AND expires_at > $2 ORDER BY last_used_at DESC LIMIT 100`;

const BY_IDS = `
  SELECT id, device, user_agent AS "userAgent", ip_address AS "ipAddress", created_at AS "createdAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"
  FROM sessions WHERE id = ANY($1::uuid[]) AND kind = 'PERSON'`;

// Every process locks them in the order of their ids: two that write the same sessions do not wait for each other.
const MARK_USED = `
  WITH used AS (
    SELECT s.id, used.at FROM sessions s JOIN unnest($1::uuid[], $2::timestamptz[]) AS used (id, at) USING (id)
    WHERE s.last_used_at < used.at ORDER BY s.id FOR NO KEY UPDATE OF s
  ) UPDATE sessions s SET last_used_at = used.at FROM used WHERE s.id = used.id AND s.last_used_at < used.at`;

const REVOKED = 'SELECT id, end_reason AS reason FROM sessions WHERE revoked_at > now() - make_interval(secs => $1)';

const PURGE = `
  DELETE FROM sessions WHERE id IN (
    SELECT id FROM sessions WHERE expires_at < now() - interval '7 days' OR revoked_at < now() - interval '7 days' LIMIT $1
  ) RETURNING id`;
