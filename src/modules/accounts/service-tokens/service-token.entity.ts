import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SessionId, UserId } from '../../../kernel/ids.js';

/** A row of `service_tokens`: what makes a session of kind SERVICE one that a machine can present. Scopes and end are the session's. */
@Entity({ name: 'service_tokens' })
export class ServiceTokenEntity {
  @PrimaryColumn({ type: 'uuid', name: 'session_id' })
  sessionId!: SessionId;

  /** SHA-256 of the token, which is random enough to need no more. */
  @Column({ type: 'bytea', name: 'token_hash' })
  tokenHash!: Buffer;

  @Column({ type: 'text' })
  name!: string;

  /** The admin; null once their account is gone. */
  @Column({ type: 'uuid', name: 'created_by', nullable: true })
  createdBy!: UserId | null;
}
