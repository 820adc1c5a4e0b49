import { type AggregatePart, type PartQuestion, type PlannedPart, type Prefetched, PrefetchKey } from '../../kernel/look-ahead.js';
import { isSignedIn } from '../../kernel/viewer.js';
import type { UserType } from '../profiles/index.js';
import type { ReactionKind } from './reaction.kinds.js';
import type { ReactionStore } from './reaction.store.js';

/** The viewer's reaction that was fetched with its subject; null for none. */
export const VIEWER_REACTION = new PrefetchKey<ReactionKind | null>('viewer reaction');

const FIELD = 'viewerReaction';

interface Reactable {
  readonly prefetched: Prefetched;
}

/** The reactions' share of a read of posts or comments: the viewer's own, by a probe of the unique index for each. */
export class ViewerReactionPart<Shown extends Reactable> implements AggregatePart<Shown, UserType> {
  constructor(private readonly store: ReactionStore) {}

  plan({ viewer, selection }: PartQuestion): PlannedPart<Shown, UserType> | null {
    if (!isSignedIn(viewer) || !selection.has(FIELD)) return null;
    return {
      stages: this.store.ofViewer(FIELD, viewer.userId),
      want: () => undefined,
      hydrate: () => Promise.resolve(),
      attach(shown, row) {
        const [own] = row[FIELD] as readonly { readonly kind: ReactionKind }[];
        shown.prefetched.set(VIEWER_REACTION, own?.kind ?? null);
      },
    };
  }
}
