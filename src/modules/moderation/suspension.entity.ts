import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id, UserId } from '../../kernel/ids.js';

/** A row of `suspensions`: one time that somebody was kept out. Rows stay as history when it is over. */
@Entity({ name: 'suspensions' })
export class SuspensionEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ type: 'uuid', name: 'user_id' })
  userId!: UserId;

  @Column({ type: 'text' })
  reason!: string;

  @Column({ type: 'timestamptz', name: 'suspended_at' })
  suspendedAt!: Date;

  /** Null once the moderator's own account is gone. */
  @Column({ type: 'uuid', name: 'suspended_by', nullable: true })
  suspendedBy!: UserId | null;

  @Column({ type: 'timestamptz', name: 'lifted_at', nullable: true })
  liftedAt!: Date | null;

  @Column({ type: 'uuid', name: 'lifted_by', nullable: true })
  liftedBy!: UserId | null;
}
