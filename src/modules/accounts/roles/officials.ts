import type { UserId } from '../../../kernel/ids.js';
import type { PgTx, Postgres } from '../../../platform/postgres/postgres.js';
import { type Appoint, appoint, type AppointDeps } from './appoint.js';
import { createServiceToken, type CreateServiceTokenDeps } from '../service-tokens/create-service-token.js';
import { revokeServiceToken } from '../service-tokens/revoke-service-token.js';
import { RoleResolver } from './role.resolver.js';
import { type AccountRole, RoleStore } from './role.store.js';
import { ServiceTokenResolver } from '../service-tokens/service-token.resolver.js';
import { ServiceTokenStore } from '../service-tokens/service-token.store.js';
import { ServiceTokens } from '../service-tokens/service-tokens.js';
import type { SessionUse } from '../sessions/session-use.js';
import { setRole } from './set-role.js';

type Given = Omit<AppointDeps & CreateServiceTokenDeps, 'roles' | 'serviceTokens'> & { readonly postgres: Postgres; readonly uses: SessionUse };

export interface Officials {
  readonly resolvers: object[];
  /** Whose a machine's token is. */
  readonly serviceTokens: ServiceTokens;
  rolesIn(tx: PgTx, userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, AccountRole>>;
  readonly appoint: Appoint;
}

/** The part of accounts that is about who may do more than others (roles), and what machines may (service tokens). */
export function createOfficials(given: Given): Officials {
  const roles = new RoleStore(given.postgres);
  const serviceTokens = new ServiceTokenStore(given.postgres);
  const parts = { ...given, roles, serviceTokens };
  return {
    resolvers: [
      new RoleResolver(setRole(parts), (userId) => roles.roleOf(userId)),
      new ServiceTokenResolver({ createServiceToken: createServiceToken(parts), revokeServiceToken: revokeServiceToken(parts), listed: { store: serviceTokens, uses: given.uses } }),
    ],
    serviceTokens: new ServiceTokens(serviceTokens),
    rolesIn: (tx, userIds) => roles.rolesIn(tx, userIds),
    appoint: appoint(parts),
  };
}
