import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id, UserId } from '../../kernel/ids.js';

/** A row of `follow_requests`: somebody would like to follow a private account, which has not answered. */
@Entity({ name: 'follow_requests' })
export class FollowRequestEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ type: 'uuid', name: 'requester_id' })
  requesterId!: UserId;

  @Column({ type: 'uuid', name: 'target_id' })
  targetId!: UserId;
}
