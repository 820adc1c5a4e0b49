import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id, UserId } from '../../kernel/ids.js';

/** A row of `blocks`: each of the two is absent to the other from its commit on. */
@Entity({ name: 'blocks' })
export class BlockEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ type: 'uuid', name: 'blocker_id' })
  blockerId!: UserId;

  @Column({ type: 'uuid', name: 'blocked_id' })
  blockedId!: UserId;
}
