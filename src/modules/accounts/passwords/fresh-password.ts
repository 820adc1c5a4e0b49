import type { Clock } from '../../../kernel/clock.js';
import { forbidden } from '../../../kernel/errors.js';
import { signedIn, type SignedIn, type Viewer } from '../../../kernel/viewer.js';
import type { SessionStore } from '../sessions/session.store.js';

/** For how long a password that was given opens sensitive changes (NIST SP 800-63B-4; ASVS 7.5.1). */
export const FRESH_MS = 5 * 60_000;

/** The viewer, who has given the password within the last five minutes; FORBIDDEN with the reason PASSWORD_NEEDED else. */
export type RequireFreshPassword = (viewer: Viewer) => Promise<SignedIn>;

/** Step-up: asked of Postgres each time, since what hangs on it is rare and matters. */
export function requireFreshPassword({ sessions, clock }: { readonly sessions: SessionStore; readonly clock: Clock }): RequireFreshPassword {
  return async (viewer) => {
    const me = signedIn(viewer);
    const given = await sessions.authenticatedAt(me.sessionId);
    if (given && given.getTime() + FRESH_MS > clock.now().getTime()) return me;
    throw forbidden('PASSWORD_NEEDED', 'Give your password once more (`confirmPassword`), then do this within five minutes.');
  };
}
