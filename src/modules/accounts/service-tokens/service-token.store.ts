import { BEHIND_ALL, type SessionId, type UserId } from '../../../kernel/ids.js';
import type { Scope } from '../../../kernel/policy.js';
import type { PgTx, Postgres } from '../../../platform/postgres/postgres.js';
import { ServiceTokenEntity } from './service-token.entity.js';

/** Whose session a token is; that never changes. */
export interface TokenOwner {
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

/** A living token as people know it; what it is made of is kept nowhere. */
export interface ListedServiceToken extends TokenOwner {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly createdBy: UserId | null;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date;
}

/** Every statement on `service_tokens`. */
export class ServiceTokenStore {
  constructor(private readonly postgres: Postgres) {}

  async insert(tx: PgTx, token: ServiceTokenEntity): Promise<void> {
    await tx.insert(ServiceTokenEntity, token);
  }

  async ownerOf(tokenHash: Buffer): Promise<TokenOwner | null> {
    return (await this.postgres.query<TokenOwner>('service-tokens.owner', OWNER, [tokenHash]))[0] ?? null;
  }

  /** Up to `limit` living tokens of one account, or of all (null), the latest first, beyond a position. */
  living(userId: UserId | null, after: SessionId | null, limit: number): Promise<ListedServiceToken[]> {
    return this.postgres.query<ListedServiceToken>('service-tokens.living', LIVING, [userId, after, limit]);
  }

  async find(sessionId: SessionId): Promise<ListedServiceToken | null> {
    return (await this.postgres.query<ListedServiceToken>('service-tokens.find', FIND, [sessionId]))[0] ?? null;
  }

  async countOf(tx: PgTx, userId: UserId): Promise<number> {
    const rows = await tx.query<{ count: number }[]>(COUNT, [userId]);
    return rows[0]!.count;
  }

  /** Whose living token this is, as the transaction sees it. */
  async ownerIn(tx: PgTx, sessionId: SessionId): Promise<UserId | null> {
    const rows = await tx.query<{ userId: UserId }[]>(OWNER_IN, [sessionId]);
    return rows[0]?.userId ?? null;
  }
}

const ALIVE = 's.revoked_at IS NULL AND s.expires_at > now()';

const OWNER = `
  SELECT s.user_id AS "userId", s.id AS "sessionId" FROM service_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.token_hash = $1`;

const LISTED = `
  SELECT s.id AS "sessionId", s.user_id AS "userId", t.name, s.scopes, s.created_at AS "createdAt", t.created_by AS "createdBy",
    s.expires_at AS "expiresAt", s.last_used_at AS "lastUsedAt"
  FROM service_tokens t JOIN sessions s ON s.id = t.session_id WHERE ${ALIVE}`;
const LIVING = `
  ${LISTED} AND ($1::uuid IS NULL OR s.user_id = $1) AND t.session_id < coalesce($2::uuid, '${BEHIND_ALL}')
  ORDER BY t.session_id DESC LIMIT $3`;
const FIND = `${LISTED} AND t.session_id = $1`;

const COUNT = `SELECT count(*)::int AS count FROM service_tokens t JOIN sessions s ON s.id = t.session_id WHERE s.user_id = $1 AND ${ALIVE}`;

const OWNER_IN = `SELECT s.user_id AS "userId" FROM service_tokens t JOIN sessions s ON s.id = t.session_id WHERE s.id = $1 AND ${ALIVE}`;
