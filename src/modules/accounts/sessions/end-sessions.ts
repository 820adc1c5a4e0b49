import { userIdOrNotFound } from '../../../kernel/global-id.js';
import type { SessionId, UserId } from '../../../kernel/ids.js';
import { done, type Outcome } from '../../../kernel/outcome.js';
import { signedIn, type Viewer } from '../../../kernel/viewer.js';
import type { Device } from './device.js';
import type { EndSessionDeps } from './end-session.js';
import type { Tx } from './session.store.js';

type Keyed = { readonly idempotencyKey?: string | null };
type Ended = Outcome<{ readonly count: number }>;

export type EndSessions = (viewer: Viewer, input: Keyed, device: Device) => Promise<Ended>;
export type EndSessionsOfUser = (viewer: Viewer, input: Keyed & { readonly userId: string }, device: Device) => Promise<Ended>;

/** The viewer stays signed in here and nowhere else. Tokens of machines go on. */
export function endOtherSessions(deps: EndSessionDeps): EndSessions {
  return async (viewer, input, device) => {
    const { userId, sessionId } = signedIn(viewer);
    return endMany(deps, { viewer, mutation: 'endOtherSessions', input, device, userId, revoke: (tx) => deps.sessions.revokeOtherDevices(tx, userId, sessionId) });
  };
}

/** Whatever speaks for the viewer is signed out: every device, this one too, and every machine. */
export function endAllSessions(deps: EndSessionDeps): EndSessions {
  return async (viewer, input, device) => {
    const { userId } = signedIn(viewer);
    return endMany(deps, { viewer, mutation: 'endAllSessions', input, device, userId, revoke: (tx) => deps.sessions.revokeAll(tx, userId, null) });
  };
}

/** An admin signs somebody out everywhere; the policy of the mutation says who may. */
export function endSessionsOfUser(deps: EndSessionDeps): EndSessionsOfUser {
  return async (viewer, input, device) => {
    const userId = userIdOrNotFound(input.userId);
    return endMany(deps, { viewer, mutation: 'endSessionsOfUser', input, device, userId, revoke: (tx) => deps.sessions.revokeAll(tx, userId, null) });
  };
}

interface Ending {
  readonly viewer: Viewer;
  readonly mutation: string;
  readonly input: Keyed;
  readonly device: Device;
  /** Whose sessions they are. */
  readonly userId: UserId;
  revoke(tx: Tx): Promise<SessionId[]>;
}

async function endMany({ commit, endings, securityLog }: EndSessionDeps, { viewer, mutation, input, device, userId, revoke }: Ending): Promise<Ended> {
  const me = signedIn(viewer);
  // What an admin's device is like is not for the user to read.
  const by = { kind: 'SESSION_ENDED' as const, userId, actorId: me.userId, ...(me.userId === userId && device) };
  let ended: readonly SessionId[] = [];
  const outcome = await commit.once({ viewer: me, mutation, input }, async (tx) => {
    ended = await revoke(tx);
    await securityLog.record(tx, ...ended.map((sessionId) => ({ ...by, sessionId })));
    return done({ count: ended.length });
  });
  if (outcome.done) endings.tell(ended);
  return outcome;
}
