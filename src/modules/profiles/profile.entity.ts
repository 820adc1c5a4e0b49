import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { UserId } from '../../kernel/ids.js';

/** Whoever is not ACTIVE is absent to everybody else, with all that is theirs. The gravest reason counts. */
export type ProfileStatus = 'ACTIVE' | 'DEACTIVATED' | 'SUSPENDED' | 'DELETING';

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

  /** Follows from the three times below. */
  @Column({ type: 'text', insert: false, update: false })
  status!: ProfileStatus;

  @Column({ type: 'timestamptz', name: 'deleting_since', nullable: true })
  deletingSince!: Date | null;

  @Column({ type: 'timestamptz', name: 'suspended_at', nullable: true })
  suspendedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'deactivated_at', nullable: true })
  deactivatedAt!: Date | null;

  /** What this person publishes is for followers only, and following needs their consent. */
  @Column({ type: 'boolean', name: 'is_private' })
  isPrivate!: boolean;

  /** Nobody else sees whom this person follows, and who follows them. */
  @Column({ type: 'boolean', name: 'hides_follow_lists' })
  hidesFollowLists!: boolean;

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
