import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import { forbidden } from '../../kernel/errors.js';
import { userIdOrNotFound } from '../../kernel/global-id.js';
import type { UserId } from '../../kernel/ids.js';
import type { Outcome } from '../../kernel/outcome.js';
import type { SecurityLog } from '../../kernel/security-log.js';
import type { SignedIn, Viewer } from '../../kernel/viewer.js';
import type { Accounts } from '../accounts/index.js';
import type { Profiles } from '../profiles/index.js';
import { whyNotModerate } from './moderation.policy.js';
import type { SuspensionStore, Tx } from './suspension.store.js';

/** What suspending and letting back in have in common. */
export interface ModerationActionDeps {
  readonly suspensions: SuspensionStore;
  readonly profiles: Pick<Profiles, 'setState'>;
  readonly accounts: Pick<Accounts, 'rolesIn' | 'endSessions' | 'tellEnded'>;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly securityLog: SecurityLog<Tx>;
  readonly clock: Clock;
}

export interface ModeratedInput {
  readonly userId: string;
  readonly idempotencyKey?: string | null;
}

export type ModerationAction<Input extends ModeratedInput> = (viewer: Viewer, input: Input) => Promise<Outcome<{ readonly userId: UserId }>>;

/** The person that an input names, whom a moderator need not see: nobody escapes by a block, or by resting. */
export const moderatedPerson = (input: ModeratedInput): UserId => userIdOrNotFound(input.userId);

/** Throws FORBIDDEN where the roles of the two, held still until the commit, do not allow it. */
export async function checkRanks({ accounts }: Pick<ModerationActionDeps, 'accounts'>, tx: Tx, me: SignedIn, userId: UserId): Promise<void> {
  const roles = await accounts.rolesIn(tx, [me.userId, userId]);
  const reason = whyNotModerate(roles.get(me.userId) ?? null, roles.get(userId) ?? null);
  if (reason === 'ROLE_NEEDED') throw forbidden(reason, 'This is for moderators.');
  if (reason === 'OUTRANKED') throw forbidden(reason, 'Somebody of your own role, or of a higher one, is not yours to judge.');
}
