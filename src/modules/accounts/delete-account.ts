import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import type { SessionId, UserId } from '../../kernel/ids.js';
import { done, type Outcome, refuse, refused } from '../../kernel/outcome.js';
import { signedIn, type Viewer } from '../../kernel/viewer.js';
import type { Profiles } from '../profiles/index.js';
import { accountDeleted } from './account.events.js';
import { mayBePassword } from './account.rules.js';
import type { AccountStore, Tx } from './account.store.js';
import type { Passwords } from './passwords.js';
import type { SessionEndings } from './session-endings.js';
import type { SessionStore } from './session.store.js';

export interface DeleteAccountDeps {
  readonly profiles: Profiles;
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly passwords: Passwords;
  readonly endings: SessionEndings;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly clock: Clock;
}

export interface DeleteAccountRequest {
  readonly password: string;
  readonly idempotencyKey?: string | null;
}

export type DeleteAccount = (viewer: Viewer, input: DeleteAccountRequest) => Promise<Outcome<{ readonly userId: UserId }>>;

const WRONG = refused([refuse('WRONG_PASSWORD', 'password', 'This is not your password.')]);

/** The viewer leaves: from the commit on they and all of theirs are absent; `AccountDeletion` then removes it, step by step. */
export function deleteAccount(deps: DeleteAccountDeps): DeleteAccount {
  const { profiles, accounts, sessions, passwords, endings, commit, announcer, clock } = deps;
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const credentials = await accounts.credentialsOf(me.userId);
    const checked = mayBePassword(input.password) && (await passwords.verify(credentials?.passwordHash ?? null, input.password));

    let ended: readonly SessionId[] = [];
    const outcome = await commit.once({ viewer: me, mutation: 'deleteAccount', input }, async (tx) => {
      if (!credentials || !checked) return WRONG;
      if (!(await accounts.markDeleting(tx, me.userId, credentials.passwordHash))) return WRONG;
      await profiles.setState(tx, me.userId, 'deleting', true);
      ended = await sessions.revokeAll(tx, me.userId, null);
      await announcer.announce(tx, accountDeleted(me.userId, clock.now()));
      return done({ userId: me.userId });
    });
    if (outcome.done) endings.tell(ended);
    return outcome;
  };
}
