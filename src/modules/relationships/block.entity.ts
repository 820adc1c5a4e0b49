import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id, UserId } from '../../kernel/ids.js';

/** A row of `blocks`: one of the two wanted it, and it hides each from the other. */
@Entity({ name: 'blocks' })
export class BlockEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ type: 'uuid', name: 'blocker_id' })
  blockerId!: UserId;

  @Column({ type: 'uuid', name: 'blocked_id' })
  blockedId!: UserId;
}
