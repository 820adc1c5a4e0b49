import type { Clock } from '../../../kernel/clock.js';
import type { Announcer, Commit } from '../../../kernel/commit.js';
import { done, type Outcome, refuse, refused } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import { personShown, type Profiles } from '../../profiles/index.js';
import type { AccountStore, Credentials, Tx } from '../account.store.js';
import type { Device } from '../sessions/device.js';
import { enterAccount } from './enter-account.js';
import { type Identify, type NameAndPassword, WRONG_CREDENTIALS } from '../passwords/identify.js';
import type { OpenSession, SignIn, Tokens } from '../sessions/sign-in.js';

export interface ReturnDeps {
  readonly identify: Identify;
  readonly profiles: Profiles;
  readonly accounts: AccountStore;
  readonly signIn: SignIn;
  readonly securityLog: SecurityLog<Tx>;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly clock: Clock;
}

export type ReturnToAccount = (input: NameAndPassword, device: Device) => Promise<Outcome<Tokens>>;

/** Somebody who rested is back: they sign in, and all of theirs is there again. */
export function reactivateAccount(deps: ReturnDeps): ReturnToAccount {
  return comeBack(deps, 'DEACTIVATED', async (tx, { userId }) => {
    await deps.profiles.setState(tx, userId, 'deactivated', false);
    return true;
  });
}

const TOO_LATE = refused([refuse('DELETING', null, 'It is too late: this account is being removed.')]);

/** Somebody thinks better of leaving, within the grace period: nothing has been removed yet. */
export function cancelAccountDeletion(deps: ReturnDeps & { readonly graceSeconds: number }): ReturnToAccount {
  return comeBack(deps, 'DELETING', async (tx, { userId }) => {
    if (!(await deps.accounts.unmarkDeleting(tx, userId, deps.graceSeconds))) return false;
    await deps.profiles.setState(tx, userId, 'deleting', false);
    return true;
  });
}

const KIND_OF = { DEACTIVATED: 'ACCOUNT_REACTIVATED', DELETING: 'ACCOUNT_DELETION_CANCELLED' } as const;

/** Lifts the state, if that is what holds, and signs in; what else keeps the account closed is told, and the state lifted all the same. */
function comeBack(deps: ReturnDeps, from: keyof typeof KIND_OF, lift: (tx: Tx, known: Credentials) => Promise<boolean>): ReturnToAccount {
  const { identify, accounts, signIn, securityLog, commit, announcer, clock } = deps;
  return async (input, device) => {
    const found = await identify(input, device);
    if (found.refused) return found;
    const known = found.done;
    const session = await commit.run(async (tx): Promise<Outcome<OpenSession>> => {
      const now = await accounts.holdForReturn(tx, known.userId);
      if (now?.passwordHash !== known.passwordHash) return WRONG_CREDENTIALS;
      if (now.status === from) {
        if (!(await lift(tx, known))) return TOO_LATE;
        await securityLog.record(tx, { kind: KIND_OF[from], userId: known.userId, actorId: known.userId, ...device });
        await announcer.announce(tx, personShown(known.userId, known.userId, clock.now()));
      }
      return enterAccount({ accounts, signIn }, tx, known, device);
    });
    return session.refused ? session : done(await signIn.tokensOf(session.done));
  };
}
