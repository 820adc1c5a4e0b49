import { forbidden } from '../../../kernel/errors.js';
import type { UserId } from '../../../kernel/ids.js';
import type { AccessPolicy } from '../../../kernel/policy.js';
import { signedIn, type Viewer } from '../../../kernel/viewer.js';

export const SECURITY_EVENT_POLICIES = {
  securityEvents: { sentence: 'Admins read what happened to anybody\'s account.', requires: 'ADMIN', scope: null },
  securityEvent: { sentence: 'What happened to an account is shown to its owner and to admins, and to no machine.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
} satisfies Record<string, AccessPolicy>;

/** Refuses whoever may not read what happened to the account of `userId`: machines, and all but its owner and admins. */
export function mustReadSecurityEvents(viewer: Viewer, userId: UserId | null): void {
  const me = signedIn(viewer);
  if (me.scopes) throw forbidden('SCOPE_NEEDED', 'This is for people: no service token may do it.');
  if (me.userId !== userId && me.role !== 'ADMIN') throw forbidden('ROLE_NEEDED', 'This is for admins.');
}

/** Who did it, as far as the viewer may know: oneself always, anybody for admins. The names of staff stay with staff. */
export function shownActor(viewer: Viewer, actorId: UserId | null): UserId | null {
  return viewer.userId !== null && (viewer.userId === actorId || viewer.role === 'ADMIN') ? actorId : null;
}
