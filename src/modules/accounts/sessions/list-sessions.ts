import type { Clock } from '../../../kernel/clock.js';
import type { SignedIn } from '../../../kernel/viewer.js';
import type { SessionUse } from './session-use.js';
import type { SessionStore } from './session.store.js';
import { SessionType } from './session.type.js';

export type ListSessions = (viewer: SignedIn) => Promise<SessionType[]>;

/** The devices on which the viewer is signed in, the one used last first. */
export function listSessions({ sessions, uses, clock }: { readonly sessions: SessionStore; readonly uses: SessionUse; readonly clock: Clock }): ListSessions {
  return async ({ userId, sessionId }) => {
    const rows = await sessions.devicesOf(userId, clock.now());
    const shown = rows.map((row) => {
      const noted = uses.lastOf(row.id);
      const lastUsedAt = noted && noted > row.lastUsedAt ? noted : row.lastUsedAt;
      return Object.assign(new SessionType(), { ...row, lastUsedAt, isCurrent: row.id === sessionId });
    });
    return shown.sort((a, b) => b.lastUsedAt.getTime() - a.lastUsedAt.getTime());
  };
}
