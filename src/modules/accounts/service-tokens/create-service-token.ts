import type { Clock } from '../../../kernel/clock.js';
import type { Commit } from '../../../kernel/commit.js';
import { forbidden, notFound } from '../../../kernel/errors.js';
import { userIdOrNotFound } from '../../../kernel/global-id.js';
import { mintId, type SessionId } from '../../../kernel/ids.js';
import { done, type Outcome, refuse, refused } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import type { Viewer } from '../../../kernel/viewer.js';
import type { Profiles } from '../../profiles/index.js';
import type { Tx } from '../account.store.js';
import type { RequireFreshPassword } from '../passwords/fresh-password.js';
import type { RoleStore } from '../roles/role.store.js';
import { serviceTokenProblems, type ServiceTokenWish } from './service-token.rules.js';
import type { ServiceTokenStore } from './service-token.store.js';
import { newServiceToken, serviceTokenHash } from './service-tokens.js';
import type { SessionStore } from '../sessions/session.store.js';

export const MAX_PER_ACCOUNT = 50;

/** A machine is known by its token's name. */
const NO_DEVICE = { userAgent: null, ipAddress: null, device: null, authenticatedAt: null } as const;

export interface CreateServiceTokenDeps {
  readonly serviceTokens: ServiceTokenStore;
  readonly sessions: SessionStore;
  readonly profiles: Profiles;
  readonly roles: RoleStore;
  readonly securityLog: SecurityLog<Tx>;
  readonly commit: Commit<Tx>;
  readonly clock: Clock;
  readonly requireFreshPassword: RequireFreshPassword;
  readonly serviceTokenMaxDays: number;
}

export interface CreateServiceTokenRequest extends ServiceTokenWish {
  /** For whom it acts; the admin's own account where nobody is named. */
  readonly userId?: string | null;
}

export type CreateServiceToken = (viewer: Viewer, input: CreateServiceTokenRequest) => Promise<Outcome<{ readonly token: string; readonly sessionId: SessionId }>>;

/** An admin makes a token with which a machine acts for an account. It is told this once, and kept nowhere. */
export function createServiceToken(deps: CreateServiceTokenDeps): CreateServiceToken {
  const { serviceTokens, sessions, profiles, roles, securityLog, commit, clock, requireFreshPassword } = deps;
  return async (viewer, input) => {
    const me = await requireFreshPassword(viewer);
    const userId = input.userId == null ? me.userId : userIdOrNotFound(input.userId);
    const now = clock.now();
    const problems = serviceTokenProblems(input, now, deps.serviceTokenMaxDays);
    if (problems.length > 0) return refused(problems);
    const scopes = [...new Set(input.scopes)];

    const token = newServiceToken();
    const id = mintId();
    return commit.run(async (tx): Promise<Outcome<{ token: string; sessionId: SessionId }>> => {
      const held = await roles.rolesIn(tx, [me.userId, userId]);
      if (held.get(me.userId) !== 'ADMIN') throw forbidden('ROLE_NEEDED', 'This is for admins.');
      const role = held.get(userId);
      // Held as well: a suspension that comes now finds the token, and ends it.
      if (!role || (await profiles.statusIn(tx, userId)) !== 'ACTIVE') throw notFound();
      if (scopes.includes('MODERATE') && role === 'USER') {
        return refused([refuse('INVALID', 'scopes', 'MODERATE is for accounts of moderators and admins.')]);
      }
      if ((await serviceTokens.countOf(tx, userId)) >= MAX_PER_ACCOUNT) {
        return refused([refuse('TOO_MANY', null, `An account has at most ${MAX_PER_ACCOUNT} service tokens; revoke one first.`)]);
      }
      await sessions.insert(tx, { ...NO_DEVICE, id, userId, createdAt: now, lastUsedAt: now, expiresAt: input.expiresAt, kind: 'SERVICE', scopes });
      await serviceTokens.insert(tx, { sessionId: id, tokenHash: serviceTokenHash(token), name: input.name.trim(), createdBy: me.userId });
      await securityLog.record(tx, { kind: 'SERVICE_TOKEN_CREATED', userId, actorId: me.userId, sessionId: id, details: { scopes: scopes.join(' ') } });
      return done({ token, sessionId: id });
    });
  };
}
