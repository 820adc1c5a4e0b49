import { type Id, mintId, timeOf, type UserId } from '../../../kernel/ids.js';
import type { Clock } from '../../../kernel/clock.js';
import type { Loaders } from '../../../kernel/loaders.js';
import { NO_SELECTION } from '../../../kernel/look-ahead.js';
import type { SignedIn } from '../../../kernel/viewer.js';
import type { TimelineBuilder } from '../timelines/build-timeline.js';
import type { Marker } from '../home/home-circle.store.js';
import { type HomeItem, HomeItems, type HomeItemsDeps, type HomeSelection } from '../home/home-items.js';
import { type FeedState, HomeSource, type HomeSourceDeps } from '../home/home-source.js';
import { type DealingSources, dealingsOf } from './dealings.js';
import type { RankedPlace } from './ranked-cursor.js';
import type { Ranking, RankingStore } from './ranking.store.js';
import { type Facts, rank, type Score } from './score.js';

export interface RankedFeedDeps extends HomeSourceDeps, HomeItemsDeps {
  /** Null where no timelines are kept. */
  readonly builder: TimelineBuilder | null;
  readonly rankings: RankingStore;
  readonly dealings: DealingSources;
  readonly clock: Clock;
}

export interface RankedItem {
  readonly item: HomeItem;
  readonly score: Score;
  /** Where it stands in the ranking. */
  readonly place: RankedPlace;
}

export interface RankedPage {
  readonly items: readonly RankedItem[];
  /** Where the next page starts in the ranking; null where the ranking has ended. */
  readonly next: RankedPlace | null;
  /** Where the chronological feed goes on behind the ranking; null where there is nothing. */
  readonly rest: Id | null;
  readonly state: FeedState;
  readonly marker: Marker | null;
}

/** What is ranked: the newest items of the chronological feed, read in so many rounds. */
const ROUNDS = 3;
const ROUND = 100;
/** How often a page that the rules made short is read on. */
const MAX_REFILLS = 2;

/** The newest of the viewer's home feed in the order of their scores. What is ranked once keeps its order for whoever pages on. */
export const rankedFeed =
  (deps: RankedFeedDeps) =>
  async (viewer: SignedIn, selection: HomeSelection, size: number, after: RankedPlace | null, loaders: Loaders): Promise<RankedPage> => {
    const source = new HomeSource(deps, viewer.userId);
    const ranking = (after && (await deps.rankings.find(viewer.userId, after.rankingId))) ?? (await rankAnew(deps, source, viewer, after, loaders));
    const reading = new HomeItems(deps, source, viewer, selection, loaders);
    const items: RankedItem[] = [];
    let seen = after?.seen ?? 0;
    for (let round = 0; round <= MAX_REFILLS && items.length < size && seen < ranking.items.length; round++) {
      const ranked = ranking.items.slice(seen, seen + size - items.length);
      const found = await reading.ofEntries(ranked.map(({ item }) => item));
      ranked.forEach(({ score }, i) => found[i] && items.push({ item: found[i], score, place: { rankingId: ranking.id, seen: seen + i + 1 } }));
      seen += ranked.length;
    }
    await source.knowCircle();
    deps.builder?.afterRead(viewer.userId, source, false);
    return {
      items,
      next: seen < ranking.items.length ? { rankingId: ranking.id, seen } : null,
      rest: ranking.rest,
      state: source.state,
      marker: source.circle.marker,
    };
  };

/** A new ranking; or that of a cursor which was forgotten, as of the same moment as before. */
async function rankAnew(deps: RankedFeedDeps, source: HomeSource, viewer: SignedIn, forgotten: RankedPlace | null, loaders: Loaders): Promise<Ranking> {
  const id = forgotten?.rankingId ?? mintId(deps.clock.now());
  const reading = new HomeItems(deps, source, viewer, { node: NO_SELECTION, namesReposters: false }, loaders);
  const [dealings, { items, rest }] = await Promise.all([dealingsOf(viewer.userId, deps.dealings), candidates(reading, forgotten && id)]);
  const ranking = { id, items: rank(items.map((item) => factsOf(item, dealings)), timeOf(id)), rest };
  // Where all fit into one page, or there is nothing, nobody comes back for it; that is not known here.
  await deps.rankings.keep(viewer.userId, ranking);
  return ranking;
}

async function candidates(reading: HomeItems, below: Id | null): Promise<{ items: readonly HomeItem[]; rest: Id | null }> {
  const items: HomeItem[] = [];
  let far = below;
  for (let round = 0; round < ROUNDS && (round === 0 || far !== null); round++) {
    const found = await reading.read(far, ROUND);
    items.push(...found.items);
    far = found.end;
  }
  return { items, rest: far };
}

const factsOf = ({ position, post, bringer }: HomeItem, dealings: ReadonlyMap<UserId, number>): Facts & { position: Id; post: HomeItem['post']['ref']; reposterId: UserId | null } => ({
  position,
  post: post.ref,
  reposterId: bringer,
  authorId: post.ref.authorId,
  since: timeOf(position),
  reactions: Object.values(post.reactionTally).reduce((sum, each) => sum + each, 0),
  comments: post.commentCount,
  reposts: post.repostTally,
  dealings: dealings.get(post.ref.authorId) ?? 0,
});
