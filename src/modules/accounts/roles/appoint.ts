import type { Commit } from '../../../kernel/commit.js';
import type { SessionId } from '../../../kernel/ids.js';
import type { Outcome } from '../../../kernel/outcome.js';
import { type Profiles, usernameKey } from '../../profiles/index.js';
import type { Tx } from '../account.store.js';
import type { AccountRole } from './role.store.js';
import type { SessionEndings } from '../sessions/session-endings.js';
import { changeRole, type ChangeRoleDeps } from './set-role.js';

export type Appoint = (username: string, role: AccountRole) => Promise<Outcome<unknown> | null>;

export interface AppointDeps extends ChangeRoleDeps {
  readonly profiles: Profiles;
  readonly endings: SessionEndings;
  readonly commit: Commit<Tx>;
}

/** An operator gives somebody a role: whoever can run commands beside the stores may. Null where no account has the name. */
export function appoint(deps: AppointDeps): Appoint {
  const { profiles, roles, endings, commit } = deps;
  return async (username, role) => {
    const userId = (await profiles.userIdsByUsername([username])).get(usernameKey(username));
    if (!userId) return null;
    let ended: readonly SessionId[] = [];
    const outcome = await commit.run(async (tx) => {
      await roles.lock(tx);
      if (!(await roles.rolesIn(tx, [userId])).has(userId)) return null;
      const changed = await changeRole(deps, tx, userId, role, null);
      ended = changed.ended;
      return changed.outcome;
    });
    endings.tell(ended);
    return outcome;
  };
}
