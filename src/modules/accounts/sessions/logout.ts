import type { Commit } from '../../../kernel/commit.js';
import type { SessionId } from '../../../kernel/ids.js';
import { done, type Outcome } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import { signedIn, type Viewer } from '../../../kernel/viewer.js';
import type { Device } from './device.js';
import type { SessionEndings } from './session-endings.js';
import type { SessionStore, Tx } from './session.store.js';

export interface LogoutDeps {
  readonly sessions: SessionStore;
  readonly endings: SessionEndings;
  readonly securityLog: SecurityLog<Tx>;
  readonly commit: Commit<Tx>;
}

export type Logout = (
  viewer: Viewer,
  input: { readonly idempotencyKey?: string | null },
  device: Device,
) => Promise<Outcome<{ readonly sessionId: SessionId }>>;

/** The viewer ends the session that they ask with: its tokens are dead from now on. */
export function logout({ sessions, endings, securityLog, commit }: LogoutDeps): Logout {
  return async (viewer, input, device) => {
    const me = signedIn(viewer);
    const outcome = await commit.once({ viewer: me, mutation: 'logout', input }, async (tx) => {
      const ended = await sessions.revoke(tx, me.sessionId);
      if (ended.length > 0) await securityLog.record(tx, { kind: 'SIGNED_OUT', userId: me.userId, actorId: me.userId, sessionId: me.sessionId, ...device });
      return done({ sessionId: me.sessionId });
    });
    if (outcome.done) endings.tell([outcome.done.sessionId]);
    return outcome;
  };
}
