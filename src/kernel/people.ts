import type { Relation } from './access.js';
import type { UserId } from './ids.js';

/** The people that a page needs, gathered from all its rows and parts before anybody is asked for. */
export class WantedPeople {
  /** Whose relation to the viewer decides what is shown. */
  readonly related = new Set<UserId>();
  /** Whose profile is shown; they are related as well. */
  readonly shown = new Set<UserId>();

  relate(userId: UserId | null): void {
    if (userId !== null) this.related.add(userId);
  }

  show(userId: UserId | null): void {
    if (userId === null) return;
    this.related.add(userId);
    this.shown.add(userId);
  }
}

/** What a page knows of its people: all that was wanted, and nothing of anybody else. Answers at once. */
export interface People<Profile> {
  relationTo(userId: UserId): Relation;
  /** The person as the viewer sees them, where that was wanted; null where they are gone or hidden. */
  profileOf(userId: UserId): Profile | null;
}
