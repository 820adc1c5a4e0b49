import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Id, UserId } from '../../kernel/ids.js';

/** A row of `follows`. Its id says when, and is its place in every list. */
@Entity({ name: 'follows' })
export class FollowEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ type: 'uuid', name: 'follower_id' })
  followerId!: UserId;

  @Column({ type: 'uuid', name: 'followee_id' })
  followeeId!: UserId;
}
