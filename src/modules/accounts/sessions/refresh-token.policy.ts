import type { SessionId, UserId } from '../../../kernel/ids.js';
import type { TokenTimes } from '../tokens/token-times.js';

/** A refresh token as it is kept, with what its session says. */
export interface StoredRefreshToken {
  readonly sessionId: SessionId;
  readonly userId: UserId;
  readonly usedAt: Date | null;
  readonly sessionStartedAt: Date;
  readonly sessionExpiresAt: Date;
  readonly sessionRevokedAt: Date | null;
}

/** Two tabs of one device, or a client whose answer was lost, may use the same token within this time. */
export const GRACE_MS = 10_000;

/** Until when a session lives that is used now. */
export function sessionEnd(startedAt: Date, now: Date, { idleMs, absoluteMs }: Pick<TokenTimes, 'idleMs' | 'absoluteMs'>): Date {
  return new Date(Math.min(now.getTime() + idleMs, startedAt.getTime() + absoluteMs));
}

/**
 * `ROTATE`: give the next one. `SIBLING`: give one more, beside the one that was given a moment ago. `REUSED`: somebody has
 * a copy, so the session ends. `DEAD`: nothing comes of it.
 */
export type RefreshVerdict = 'ROTATE' | 'SIBLING' | 'REUSED' | 'DEAD';

/**
 * What becomes of a refresh token that is presented (RFC 9700, 4.14.2): it is good for one use, and for the moment after.
 * The moment is counted from the first use, so that it can't be drawn out.
 */
export function judgeRefreshToken(token: StoredRefreshToken | null, now: Date): RefreshVerdict {
  if (!token || token.sessionRevokedAt !== null || token.sessionExpiresAt <= now) return 'DEAD';
  if (token.usedAt !== null) return now.getTime() - token.usedAt.getTime() < GRACE_MS ? 'SIBLING' : 'REUSED';
  return 'ROTATE';
}
