import { notFound } from '../../kernel/errors.js';
import { decodeUserId } from '../../kernel/global-id.js';
import type { SessionId } from '../../kernel/ids.js';
import { done, type Outcome } from '../../kernel/outcome.js';
import { type SignedIn, signedIn, type Viewer } from '../../kernel/viewer.js';
import type { EndSessionDeps } from './end-session.js';
import type { Tx } from './session.store.js';

type Keyed = { readonly idempotencyKey?: string | null };
type Ended = Outcome<{ readonly count: number }>;

export type EndSessions = (viewer: Viewer, input: Keyed) => Promise<Ended>;
export type EndSessionsOfUser = (viewer: Viewer, input: Keyed & { readonly userId: string }) => Promise<Ended>;

/** The viewer stays signed in here and nowhere else. Tokens of machines go on. */
export function endOtherSessions(deps: EndSessionDeps): EndSessions {
  return async (viewer, input) => endMany(deps, signedIn(viewer), 'endOtherSessions', input, (tx, me) => deps.sessions.revokeOtherDevices(tx, me.userId, me.sessionId));
}

/** Whatever speaks for the viewer is signed out: every device, this one too, and every machine. */
export function endAllSessions(deps: EndSessionDeps): EndSessions {
  return async (viewer, input) => endMany(deps, signedIn(viewer), 'endAllSessions', input, (tx, me) => deps.sessions.revokeAll(tx, me.userId, null));
}

/** An admin signs somebody out everywhere; the policy of the mutation says who may. */
export function endSessionsOfUser(deps: EndSessionDeps): EndSessionsOfUser {
  return async (viewer, input) => {
    const userId = decodeUserId(input.userId);
    if (!userId) throw notFound();
    return endMany(deps, signedIn(viewer), 'endSessionsOfUser', input, (tx) => deps.sessions.revokeAll(tx, userId, null));
  };
}

async function endMany({ commit, endings }: EndSessionDeps, me: SignedIn, mutation: string, input: Keyed, revoke: (tx: Tx, me: SignedIn) => Promise<SessionId[]>): Promise<Ended> {
  let ended: readonly SessionId[] = [];
  const outcome = await commit.once({ viewer: me, mutation, input }, async (tx) => {
    ended = await revoke(tx, me);
    return done({ count: ended.length });
  });
  if (outcome.done) endings.tell(ended);
  return outcome;
}
