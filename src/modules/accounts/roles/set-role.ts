import type { Commit } from '../../../kernel/commit.js';
import { forbidden, notFound } from '../../../kernel/errors.js';
import { userIdOrNotFound } from '../../../kernel/global-id.js';
import type { SessionId, UserId } from '../../../kernel/ids.js';
import { done, type Outcome, refuse, refused } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import type { Viewer } from '../../../kernel/viewer.js';
import type { Tx } from '../account.store.js';
import type { RequireFreshPassword } from '../passwords/fresh-password.js';
import type { AccountRole, RoleStore } from './role.store.js';
import type { SessionEndings } from '../sessions/session-endings.js';
import type { SessionStore } from '../sessions/session.store.js';

export interface ChangeRoleDeps {
  readonly roles: RoleStore;
  readonly sessions: SessionStore;
  readonly securityLog: SecurityLog<Tx>;
}

export interface SetRoleDeps extends ChangeRoleDeps {
  readonly endings: SessionEndings;
  readonly commit: Commit<Tx>;
  readonly requireFreshPassword: RequireFreshPassword;
}

export interface SetRoleRequest {
  readonly userId: string;
  readonly role: AccountRole;
  readonly idempotencyKey?: string | null;
}

type Changed = { readonly userId: UserId; readonly role: string };
export type SetRole = (viewer: Viewer, input: SetRoleRequest) => Promise<Outcome<Changed>>;

/** An admin gives an account another role; it has to sign in again, so that nothing goes on under the old one. */
export function setRole(deps: SetRoleDeps): SetRole {
  const { roles, endings, commit, requireFreshPassword } = deps;
  return async (viewer, input) => {
    const me = await requireFreshPassword(viewer);
    const userId = userIdOrNotFound(input.userId);

    let ended: readonly SessionId[] = [];
    const outcome = await commit.once({ viewer: me, mutation: 'setRole', input }, async (tx) => {
      await roles.lock(tx);
      // Asked of the store: of two admins who take each other's role at once, the second is none any more.
      const isAdmin = (await roles.rolesIn(tx, [me.userId])).get(me.userId) === 'ADMIN';
      if (!isAdmin) throw forbidden('ROLE_NEEDED', 'This is for admins.');
      const changed = await changeRole(deps, tx, userId, input.role, me.userId);
      ended = changed.ended;
      return changed.outcome;
    });
    if (outcome.done) endings.tell(ended);
    return outcome;
  };
}

/** The change itself, with the lock on roles held; `actorId` is null for an operator at the machine. */
export async function changeRole(
  { roles, sessions, securityLog }: ChangeRoleDeps,
  tx: Tx,
  userId: UserId,
  role: AccountRole,
  actorId: UserId | null,
): Promise<{ readonly outcome: Outcome<Changed>; readonly ended: readonly SessionId[] }> {
  const before = (await roles.rolesIn(tx, [userId])).get(userId);
  if (before === undefined) throw notFound();
  const unchanged = { outcome: done({ userId, role }), ended: [] };
  if (before === role) return unchanged;
  if (before === 'ADMIN' && !(await roles.hasOtherAdmin(tx, userId))) {
    return { outcome: refused([refuse('LAST_ADMIN', 'role', 'This is the last admin; make somebody else one first.')]), ended: [] };
  }
  await roles.set(tx, userId, role);
  await securityLog.record(tx, { kind: 'ROLE_CHANGED', userId, actorId, details: { from: before, to: role } });
  return { ...unchanged, ended: await sessions.revokeAll(tx, userId, null) };
}
