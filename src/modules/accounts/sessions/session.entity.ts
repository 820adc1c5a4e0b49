import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SessionId, UserId } from '../../../kernel/ids.js';
import type { Scope } from '../../../kernel/policy.js';

/** A row of `sessions`: somebody signed in on some device. It ends by revocation or by time, and never lives again. */
@Entity({ name: 'sessions' })
export class SessionEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: SessionId;

  @Column({ type: 'uuid', name: 'user_id' })
  userId!: UserId;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'last_used_at' })
  lastUsedAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  /** Null where its user ended it, or it ended by itself: then they may sign in again. */
  @Column({ type: 'text', name: 'end_reason', nullable: true })
  endReason!: 'SUSPENDED' | null;

  @Column({ type: 'text', name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @Column({ type: 'text', name: 'ip_address', nullable: true })
  ipAddress!: string | null;

  /** What its user knows the device by. */
  @Column({ type: 'text', nullable: true })
  device!: string | null;

  /** When the password was last given in it (step-up); null where it never was. */
  @Column({ type: 'timestamptz', name: 'authenticated_at', nullable: true })
  authenticatedAt!: Date | null;

  /** A machine's session hangs on a service token, and has scopes; a person's on refresh tokens, and has none. */
  @Column({ type: 'text' })
  kind!: 'PERSON' | 'SERVICE';

  @Column({ type: 'text', array: true, nullable: true })
  scopes!: Scope[] | null;
}

/** A row of `refresh_tokens`. A used one stays as long as its session, so that using it again is noticed. */
@Entity({ name: 'refresh_tokens' })
export class RefreshTokenEntity {
  /** SHA-256 of the token, which is random enough to need no more. */
  @PrimaryColumn({ type: 'bytea', name: 'token_hash' })
  tokenHash!: Buffer;

  @Column({ type: 'uuid', name: 'session_id' })
  sessionId!: SessionId;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'used_at', nullable: true })
  usedAt!: Date | null;

  /** The token that took its place. */
  @Column({ type: 'bytea', name: 'successor_hash', nullable: true })
  successorHash!: Buffer | null;
}
