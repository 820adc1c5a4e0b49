import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id, SessionId, UserId } from '../../../kernel/ids.js';
import type { SecurityEventKind } from '../../../kernel/security-log.js';

/** A row of `security_events`, which Postgres lets nobody change. */
@Entity({ name: 'security_events' })
export class SecurityEventEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ type: 'uuid', name: 'user_id' })
  userId!: UserId;

  @Column({ type: 'text' })
  kind!: SecurityEventKind;

  @Column({ type: 'uuid', name: 'actor_id', nullable: true })
  actorId!: UserId | null;

  /** Of a session that may be gone: nothing points from here. */
  @Column({ type: 'uuid', name: 'session_id', nullable: true })
  sessionId!: SessionId | null;

  @Column({ type: 'text', name: 'ip_address', nullable: true })
  ipAddress!: string | null;

  @Column({ type: 'text', name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @Column({ type: 'jsonb' })
  details!: Readonly<Record<string, string>>;

  @Column({ type: 'timestamptz', name: 'happened_at' })
  happenedAt!: Date;
}
