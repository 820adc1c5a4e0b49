import type { SessionId, UserId } from './ids.js';

/** Everything that the audit log knows; the GraphQL enum is made from this list. */
export const SECURITY_EVENT_KINDS = {
  REGISTERED: 'The account was made.',
  SIGNED_IN: 'A session began.',
  SIGN_IN_FAILED: 'Somebody gave a wrong password.',
  SIGNED_OUT: 'A session was ended by its user.',
  SESSION_ENDED: 'A session was ended from elsewhere.',
  REFRESH_TOKEN_REUSED: 'A refresh token came a second time; its session was ended.',
  PASSWORD_CHANGED: 'The password was changed.',
  PASSWORD_RESET_REQUESTED: 'A letter to reset the password was asked for.',
  PASSWORD_RESET: 'The password was set anew by a letter.',
  PASSWORD_CONFIRMED: 'The password was given once more, for a sensitive change.',
  EMAIL_CHANGE_REQUESTED: 'Another address was asked for.',
  EMAIL_CHANGED: 'The address was changed.',
  ACCOUNT_DEACTIVATED: 'The account was made to rest.',
  ACCOUNT_REACTIVATED: 'The account was taken up again.',
  ACCOUNT_DELETION_REQUESTED: 'The account will be deleted after its grace period.',
  ACCOUNT_DELETION_CANCELLED: 'The account will not be deleted.',
  ACCOUNT_SUSPENDED: 'A moderator suspended the account.',
  ACCOUNT_UNSUSPENDED: 'A moderator let the account back in.',
  ROLE_CHANGED: 'An admin gave the account another role.',
  SERVICE_TOKEN_CREATED: 'A token for a machine was made.',
  SERVICE_TOKEN_REVOKED: 'A token for a machine was ended.',
} as const;
export type SecurityEventKind = keyof typeof SECURITY_EVENT_KINDS;

/** What the audit log keeps: append-only, read by the user whom it concerns and by admins. */
export interface SecurityEvent {
  readonly kind: SecurityEventKind;
  /** Whom it concerns. */
  readonly userId: UserId;
  /** Who did it; null for the system, or for somebody who was not signed in. */
  readonly actorId: UserId | null;
  readonly sessionId?: SessionId | null;
  readonly ipAddress?: string | null;
  readonly userAgent?: string | null;
  /** Ids and small words, never secrets or addresses. */
  readonly details?: Readonly<Record<string, string>>;
}

export interface SecurityLog<Tx> {
  /** In the transaction of what it tells of. */
  record(tx: Tx, ...events: SecurityEvent[]): Promise<void>;
}
