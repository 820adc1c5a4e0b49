import type { Clock } from '../../../kernel/clock.js';
import type { Announcer, Commit } from '../../../kernel/commit.js';
import { type DomainEvent, newEvent, userTopic } from '../../../kernel/event.js';
import type { Id, UserId } from '../../../kernel/ids.js';
import { done, type Outcome } from '../../../kernel/outcome.js';
import type { SignedIn } from '../../../kernel/viewer.js';
import type { FeedMarkerStore, Tx } from './feed-marker.store.js';

export interface FeedMarkerDeps {
  readonly markers: FeedMarkerStore;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly clock: Clock;
}

export interface FeedMarkerRequest {
  readonly idempotencyKey?: string | null;
  /** Goes back as well; else a marker only moves forward, to what is newer. */
  readonly force: boolean;
}

const feedMarkerMoved = (userId: UserId, position: Id, occurredAt: Date): DomainEvent =>
  newEvent({ type: 'FeedMarkerMoved', topics: [userTopic(userId)], occurredAt, actorId: userId, data: { userId, position } });

/** Remembers how far the viewer has read. Of two devices the one that has read further is right, whichever speaks last. */
export const setFeedMarker =
  ({ markers, commit, announcer, clock }: FeedMarkerDeps) =>
  (viewer: SignedIn, position: Id, input: FeedMarkerRequest): Promise<Outcome<{ readonly position: Id }>> =>
    commit.once({ viewer, mutation: 'setFeedMarker', input }, async (tx) => {
      const at = clock.now();
      if (await markers.put(tx, viewer.userId, position, at, input.force)) await announcer.announce(tx, feedMarkerMoved(viewer.userId, position, at));
      return done({ position });
    });
