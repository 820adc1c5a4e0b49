import { notFound } from '../../kernel/errors.js';
import type { UserId } from '../../kernel/ids.js';
import { done, type Outcome } from '../../kernel/outcome.js';
import { signedIn, type Viewer } from '../../kernel/viewer.js';
import { privacyChanged } from './profile.events.js';
import type { PrivacyChanges } from './profile.store.js';
import type { UpdateProfileDeps } from './update-profile.js';

/** What to change; null and absent leave it as it is. */
export interface UpdatePrivacyRequest {
  readonly isPrivate?: boolean | null;
  readonly hidesFollowLists?: boolean | null;
  readonly idempotencyKey?: string | null;
}

export type UpdatePrivacy = (viewer: Viewer, input: UpdatePrivacyRequest) => Promise<Outcome<{ readonly userId: UserId }>>;

/**
 * The viewer decides who sees what they publish, and whom they follow. Followers stay when an account becomes private. Those
 * who have asked wait on when it becomes public: nobody becomes a follower, who stays one, without being let in or asking now.
 */
export function updatePrivacy({ store, commit, announcer, clock }: UpdateProfileDeps): UpdatePrivacy {
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const changes: PrivacyChanges = {
      ...(input.isPrivate != null && { isPrivate: input.isPrivate }),
      ...(input.hidesFollowLists != null && { hidesFollowLists: input.hidesFollowLists }),
    };
    return commit.once({ viewer: me, mutation: 'updatePrivacy', input }, async (tx) => {
      if (Object.keys(changes).length > 0) {
        const rev = await store.update(tx, me.userId, changes);
        if (rev === null) throw notFound();
        await announcer.announce(tx, privacyChanged(me.userId, rev, clock.now()));
      }
      return done({ userId: me.userId });
    });
  };
}
