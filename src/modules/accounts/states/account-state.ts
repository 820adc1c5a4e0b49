import { refuse, type UserError } from '../../../kernel/outcome.js';
import type { ProfileStatus } from '../../profiles/index.js';

const REFUSALS: Readonly<Record<ProfileStatus, UserError | null>> = {
  ACTIVE: null,
  DEACTIVATED: refuse('DEACTIVATED', null, 'This account rests. `reactivateAccount` takes it up again.'),
  SUSPENDED: refuse('SUSPENDED', null, 'This account was suspended by a moderator.'),
  DELETING: refuse('DELETING', null, 'This account will be deleted. `cancelAccountDeletion` keeps it.'),
};

/** Why nobody can sign in to an account in this state, told to whoever has given its password; null where they can. */
export const refusalOf = (status: ProfileStatus): UserError | null => REFUSALS[status];
