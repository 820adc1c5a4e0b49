import type { Id } from '../../../kernel/ids.js';
import type { Loaders } from '../../../kernel/loaders.js';
import type { PageOf, PageRequest } from '../../../kernel/page.js';
import type { SignedIn } from '../../../kernel/viewer.js';
import type { TimelineBuilder } from '../timelines/build-timeline.js';
import type { Marker } from './home-circle.store.js';
import { HomeItems, type HomeItem, type HomeItemsDeps, type HomeSelection } from './home-items.js';
import { type FeedState, HomeSource, type HomeSourceDeps } from './home-source.js';

export interface HomeFeedDeps extends HomeSourceDeps, HomeItemsDeps {
  /** Null where no timelines are kept. */
  readonly builder: TimelineBuilder | null;
}

export interface HomePage extends PageOf<HomeItem> {
  readonly state: FeedState;
  /** Down to where the timeline reaches; null where all came from the stores, or all is in it. */
  readonly floor: Id | null;
  readonly marker: Marker | null;
}

/** How often a page that the rules made short is read on, before it is given back short. */
const MAX_REFILLS = 2;
/** So many entries of which nothing became say that the timeline holds much that is over. */
const MANY_DEAD = 40;

/** The viewer's home feed, newest first: each post once, at the place that `home-rules` says. */
export const homeFeed =
  (deps: HomeFeedDeps) =>
  async (viewer: SignedIn, selection: HomeSelection, { size, after }: PageRequest, loaders: Loaders): Promise<HomePage> => {
    const source = new HomeSource(deps, viewer.userId);
    const reading = new HomeItems(deps, source, viewer, selection, loaders);
    const items: HomeItem[] = [];
    let far = after;
    let dead = 0;
    for (let round = 0; items.length < size && (round === 0 || (far !== null && round <= MAX_REFILLS)); round++) {
      const found = await reading.read(far, size);
      items.push(...found.items);
      dead += found.dead;
      far = found.end;
    }
    deps.builder?.afterRead(viewer.userId, source, dead > MANY_DEAD && dead > items.length);
    const edges = items.slice(0, size);
    // Where a refill gave more than there is room for, the next page starts with what was left over.
    const goesOn = items.length > size ? edges.at(-1)!.position : far;
    return {
      edges,
      hasNextPage: goesOn !== null,
      hasPreviousPage: after !== null,
      startPosition: edges[0]?.position ?? goesOn,
      endPosition: goesOn ?? edges.at(-1)?.position ?? null,
      state: source.state,
      floor: source.timeline?.floor ?? null,
      marker: source.circle.marker,
    };
  };
