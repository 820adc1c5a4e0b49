import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { UserId } from '../../kernel/ids.js';

export type ProfileStatus = 'ACTIVE' | 'DELETING';

/** A row of `profiles`: what a person shows of themselves. */
@Entity({ name: 'profiles' })
export class ProfileEntity {
  @PrimaryColumn({ type: 'uuid', name: 'user_id' })
  userId!: UserId;

  /** As the person writes it; compared by `usernameKey`. */
  @Column({ type: 'text' })
  username!: string;

  @Column({ type: 'text', name: 'username_key' })
  usernameKey!: string;

  @Column({ type: 'text', name: 'display_name', nullable: true })
  displayName!: string | null;

  @Column({ type: 'text', nullable: true })
  bio!: string | null;

  @Column({ type: 'text', nullable: true })
  location!: string | null;

  @Column({ type: 'text', name: 'website_url', nullable: true })
  websiteUrl!: string | null;

  @Column({ type: 'text', name: 'avatar_url', nullable: true })
  avatarUrl!: string | null;

  @Column({ type: 'text' })
  status!: ProfileStatus;

  /** Counts every change that shows, counters included: cache keys contain it. */
  @Column({ type: 'int' })
  rev!: number;

  @Column({ type: 'int', name: 'follower_count' })
  followerCount!: number;

  @Column({ type: 'int', name: 'followee_count' })
  followeeCount!: number;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
