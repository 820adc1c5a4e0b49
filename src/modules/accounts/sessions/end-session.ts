import type { Commit } from '../../../kernel/commit.js';
import { notFound } from '../../../kernel/errors.js';
import { isId, type SessionId } from '../../../kernel/ids.js';
import { done, type Outcome } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import { signedIn, type Viewer } from '../../../kernel/viewer.js';
import type { Device } from './device.js';
import type { SessionEndings } from './session-endings.js';
import type { SessionStore, Tx } from './session.store.js';

export interface EndSessionDeps {
  readonly sessions: SessionStore;
  readonly endings: SessionEndings;
  readonly securityLog: SecurityLog<Tx>;
  readonly commit: Commit<Tx>;
}

export interface EndSessionRequest {
  readonly sessionId: string;
  readonly idempotencyKey?: string | null;
}

export type EndSession = (viewer: Viewer, input: EndSessionRequest, device: Device) => Promise<Outcome<{ readonly sessionId: SessionId }>>;

/** The viewer ends one of their sessions, on whichever device; another person's is as absent as none. */
export function endSession({ sessions, endings, securityLog, commit }: EndSessionDeps): EndSession {
  return async (viewer, input, device) => {
    const me = signedIn(viewer);
    const { sessionId } = input;
    if (!isId(sessionId)) throw notFound();
    let ended: readonly SessionId[] = [];
    const outcome = await commit.once({ viewer: me, mutation: 'endSession', input }, async (tx) => {
      if (!(await sessions.isOf(tx, sessionId, me.userId))) throw notFound();
      ended = await sessions.revoke(tx, sessionId);
      await securityLog.record(tx, ...ended.map((id) => ({ kind: 'SESSION_ENDED' as const, userId: me.userId, actorId: me.userId, sessionId: id, ...device })));
      return done({ sessionId });
    });
    if (outcome.done) endings.tell(ended);
    return outcome;
  };
}
