import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { UserId } from '../../kernel/ids.js';
import type { Role } from '../../kernel/viewer.js';

/** A row of `accounts`: how a person signs in. Whoever came by an import has a profile and no account. */
@Entity({ name: 'accounts' })
export class AccountEntity {
  @PrimaryColumn({ type: 'uuid', name: 'user_id' })
  userId!: UserId;

  /** The e-mail address, sealed. */
  @Column({ type: 'bytea', name: 'email_cipher' })
  emailCipher!: Buffer;

  /** A keyed hash of the normalised address: finds it without reading it. */
  @Column({ type: 'bytea', name: 'email_hash' })
  emailHash!: Buffer;

  /** Argon2id, in its encoded form. */
  @Column({ type: 'text', name: 'password_hash' })
  passwordHash!: string;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  /** A change of it ends the account's sessions, which know it. */
  @Column({ type: 'text', default: 'USER' })
  role!: Exclude<Role, 'SERVICE'>;

  @Column({ type: 'timestamptz', name: 'deleting_since', nullable: true })
  deletingSince!: Date | null;

  /** Until when one process has the deletion in hand. */
  @Column({ type: 'timestamptz', name: 'deletion_lease_until', nullable: true })
  deletionLeaseUntil!: Date | null;
}
