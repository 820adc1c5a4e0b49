import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import { notFound } from '../../kernel/errors.js';
import type { UserId } from '../../kernel/ids.js';
import { done, type Outcome } from '../../kernel/outcome.js';
import { signedIn, type Viewer } from '../../kernel/viewer.js';
import { profileUpdated } from './profile.events.js';
import { type ProfileInput, readProfileInput } from './profile.rules.js';
import type { ProfileStore, Tx } from './profile.store.js';

export interface UpdateProfileDeps {
  readonly store: ProfileStore;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly clock: Clock;
}

export interface UpdateProfileRequest extends ProfileInput {
  readonly idempotencyKey?: string | null;
}

export type UpdateProfile = (viewer: Viewer, input: UpdateProfileRequest) => Promise<Outcome<{ readonly userId: UserId }>>;

/** The viewer changes what their profile says. */
export function updateProfile({ store, commit, announcer, clock }: UpdateProfileDeps): UpdateProfile {
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const read = readProfileInput(input);
    if (read.refused) return read;
    const changes = read.done;

    return commit.once({ viewer: me, mutation: 'updateProfile', input }, async (tx) => {
      if (Object.keys(changes).length > 0) {
        const rev = await store.update(tx, me.userId, changes);
        if (rev === null) throw notFound();
        await announcer.announce(tx, profileUpdated(me.userId, rev, clock.now()));
      }
      return done({ userId: me.userId });
    });
  };
}
