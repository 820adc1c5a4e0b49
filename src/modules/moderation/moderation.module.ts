import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import type { LoaderFactories } from '../../kernel/loaders.js';
import type { SecurityLog } from '../../kernel/security-log.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import type { Accounts } from '../accounts/index.js';
import type { Profiles } from '../profiles/index.js';
import { listSuspended, suspendedUser } from './list-suspended.js';
import { ModerationResolver } from './moderation.resolver.js';
import { suspendUser } from './suspend-user.js';
import { SuspensionStore } from './suspension.store.js';
import { unsuspendUser } from './unsuspend-user.js';

export interface ModerationDeps {
  readonly profiles: Profiles;
  readonly accounts: Accounts;
  readonly postgres: Postgres;
  readonly commit: Commit<PgTx>;
  readonly announcer: Announcer<PgTx>;
  readonly securityLog: SecurityLog<PgTx>;
  readonly clock: Clock;
}

export interface Moderation {
  readonly resolvers: object[];
  registerLoaders(factories: LoaderFactories): void;
}

export function createModeration(deps: ModerationDeps): Moderation {
  const suspensions = new SuspensionStore(deps.postgres);
  const parts = { ...deps, suspensions };
  return {
    resolvers: [
      new ModerationResolver({
        suspendUser: suspendUser(parts),
        unsuspendUser: unsuspendUser(parts),
        listSuspended: listSuspended(suspensions),
        suspendedUser: suspendedUser(suspensions),
      }),
    ],
    registerLoaders: () => undefined,
  };
}
