/** How large the world is, and what it is made from: the same numbers make the same world. */
export interface Scale {
  readonly users: number;
  readonly posts: number;
  readonly comments: number;
  readonly reactions: number;
  readonly reposts: number;
  readonly blocks: number;
  /** People who are just leaving: absent to everyone, with all of theirs still there. */
  readonly leaving: number;
  /** Those who follow the authors with many followers. */
  readonly audience: number;
}

export const SEED = 'plaza-bench-2';

export const scaleOf = (factor: number): Scale => ({
  users: Math.round(10_000 * factor),
  posts: Math.round(200_000 * factor),
  comments: Math.round(400_000 * factor),
  reactions: Math.round(500_000 * factor),
  reposts: Math.round(60_000 * factor),
  blocks: Math.round(4_000 * factor),
  leaving: Math.round(20 * factor) + 1,
  audience: Math.round(10_000 * Math.min(factor, 1)),
});

const DAY_MS = 86_400_000;

/** People signed up in the first year, and wrote in the second. A fixed past: ids depend on it. */
export const SIGN_UPS_FROM = Date.UTC(2024, 9, 1);
export const POSTS_FROM = SIGN_UPS_FROM + 365 * DAY_MS;
export const POSTS_UNTIL = POSTS_FROM + 365 * DAY_MS;
/** Comments and reactions come within days of their post. */
export const ANSWERS_WITHIN_MS = 10 * DAY_MS;
