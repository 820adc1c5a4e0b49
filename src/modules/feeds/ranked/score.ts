import type { UserId } from '../../../kernel/ids.js';

/** What the score of an item is made from. */
export interface Facts {
  readonly authorId: UserId;
  /** When it came into the feed: when it was published, or reposted. */
  readonly since: Date;
  readonly reactions: number;
  readonly comments: number;
  readonly reposts: number;
  /** How often the viewer has reacted to this author lately, and answered them (which counts twice). */
  readonly dealings: number;
}

/** A score and its parts, which multiply: recency × affinity × engagement × variety. */
export interface Score {
  readonly total: number;
  /** 1 for what is new, half as much every 12 hours. */
  readonly recency: number;
  /** From 1, where the viewer never dealt with the author, towards 2. */
  readonly affinity: number;
  /** From 1, where nobody said anything; one more for each tenfold of what people say to it. */
  readonly engagement: number;
  /** 1 for an author's best item, 0.85 of the one before for each further one: nobody drowns the others. */
  readonly variety: number;
}

export interface Scored<Item> {
  readonly item: Item;
  readonly score: Score;
}

const HALF_LIFE_MS = 12 * 3_600_000;
/** Dealings that make half of the affinity that there can be. */
const HALF_AFFINITY = 5;
const NEXT_OF_AUTHOR = 0.85;

/** The items with their scores as of `now`, the best first; what scores alike stays in its order. Pure. */
export function rank<Item extends Facts>(items: readonly Item[], now: Date): Scored<Item>[] {
  const byOwnMerit = items.map((item) => ({ item, score: scoreOf(item, now) })).sort(better);
  const seen = new Map<UserId, number>();
  const varied = byOwnMerit.map(({ item, score }) => {
    const before = seen.get(item.authorId) ?? 0;
    seen.set(item.authorId, before + 1);
    const variety = NEXT_OF_AUTHOR ** before;
    return { item, score: { ...score, variety, total: score.total * variety } };
  });
  return varied.sort(better);
}

const better = (one: Scored<unknown>, other: Scored<unknown>): number => other.score.total - one.score.total;

function scoreOf({ since, reactions, comments, reposts, dealings }: Facts, now: Date): Score {
  const age = Math.max(0, now.getTime() - since.getTime());
  const recency = 2 ** (-age / HALF_LIFE_MS);
  const affinity = 1 + dealings / (dealings + HALF_AFFINITY);
  const engagement = 1 + Math.log10(1 + reactions + 2 * comments + 3 * reposts);
  return { total: recency * affinity * engagement, recency, affinity, engagement, variety: 1 };
}
