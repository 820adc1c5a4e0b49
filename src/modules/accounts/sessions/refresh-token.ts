import type { Clock } from '../../../kernel/clock.js';
import type { Commit } from '../../../kernel/commit.js';
import { unauthenticated } from '../../../kernel/errors.js';
import type { SessionId } from '../../../kernel/ids.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import type { Device } from './device.js';
import { judgeRefreshToken, sessionEnd } from './refresh-token.policy.js';
import type { SessionEndings } from './session-endings.js';
import type { SessionStore, Tx } from './session.store.js';
import type { TokenTimes } from '../tokens/token-times.js';
import { newRefreshToken, type OpenSession, refreshTokenHash, type SignIn, type Tokens } from './sign-in.js';

export interface RefreshTokenDeps {
  readonly sessions: SessionStore;
  readonly signIn: SignIn;
  readonly endings: SessionEndings;
  readonly securityLog: SecurityLog<Tx>;
  readonly commit: Commit<Tx>;
  readonly clock: Clock;
  readonly times: TokenTimes;
}

export type RefreshToken = (input: { readonly refreshToken: string }, device: Device) => Promise<Tokens>;

interface Turn {
  readonly session: OpenSession | null;
  readonly ended: readonly SessionId[];
}
const NOTHING: Turn = { session: null, ended: [] };

/**
 * A client takes up its session again: the refresh token is used up, and another one given; within a moment it may come twice,
 * from two tabs. Whoever presents a used one later ends the session, since one of the two who had it stole it. Every token that is no good gets UNAUTHENTICATED, all alike.
 */
export function refreshToken({ sessions, signIn, endings, securityLog, commit, clock, times }: RefreshTokenDeps): RefreshToken {
  return async (input, device) => {
    const presented = refreshTokenHash(input.refreshToken);
    const { session, ended } = await commit.run(async (tx): Promise<Turn> => {
      const now = clock.now();
      const token = await sessions.findRefreshToken(tx, presented);
      const verdict = judgeRefreshToken(token, now);
      if (!token || verdict === 'DEAD') return NOTHING;
      const { sessionId, userId } = token;
      if (verdict === 'REUSED') {
        await securityLog.record(tx, { kind: 'REFRESH_TOKEN_REUSED', userId, actorId: null, sessionId, ...device });
        return { session: null, ended: await sessions.revoke(tx, sessionId) };
      }

      const alive = await sessions.extend(tx, sessionId, now, sessionEnd(token.sessionStartedAt, now, times));
      if (!alive) return NOTHING;
      const next = newRefreshToken();
      await sessions.insertRefreshToken(tx, refreshTokenHash(next), sessionId, now);
      if (verdict === 'ROTATE') await sessions.markRefreshTokenUsed(tx, presented, refreshTokenHash(next), now);
      return { session: { viewer: { userId, sessionId }, refreshToken: next }, ended: [] };
    });
    endings.tell(ended);
    if (!session) throw unauthenticated();
    return signIn.tokensOf(session);
  };
}
