import type { SessionId, UserId } from '../../kernel/ids.js';

/** A refresh token as it is kept, with what its session says. */
export interface StoredRefreshToken {
  readonly sessionId: SessionId;
  readonly userId: UserId;
  readonly usedAt: Date | null;
  readonly sessionStartedAt: Date;
  readonly sessionExpiresAt: Date;
  readonly sessionRevokedAt: Date | null;
}

const DAY_MS = 86_400_000;
/** A session that nobody uses for this long ends. */
const IDLE_MS = 30 * DAY_MS;
/** And every session ends then: sign in again. */
const ABSOLUTE_MS = 180 * DAY_MS;

/** Until when a session lives that is used now. */
export function sessionEnd(startedAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + IDLE_MS, startedAt.getTime() + ABSOLUTE_MS));
}

/** `ROTATE`: give the next one. `REUSED`: somebody has a copy, so the session ends. `DEAD`: nothing comes of it. */
export type RefreshVerdict = 'ROTATE' | 'REUSED' | 'DEAD';

/**
 * What becomes of a refresh token that is presented (RFC 9700, 4.14.2). A token is good for one use; the place for a grace
 * window, in which two tabs of one device may use the same token, is the line that compares `usedAt`.
 */
export function judgeRefreshToken(token: StoredRefreshToken | null, now: Date): RefreshVerdict {
  if (!token || token.sessionRevokedAt !== null || token.sessionExpiresAt <= now) return 'DEAD';
  if (token.usedAt !== null) return 'REUSED';
  return 'ROTATE';
}
