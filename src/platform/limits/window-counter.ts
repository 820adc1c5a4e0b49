/** A share of what may be taken of something in a window of time, which begins with the first that is taken. */
export interface Want {
  readonly key: string;
  /** What may be taken in one window, all processes together. */
  readonly limit: number;
  readonly windowMs: number;
  /** All of it or nothing. */
  readonly least: number;
  /** More is welcome where there is plenty: never more than an eighth of what is left, unless `least` is. */
  readonly most: number;
}

export interface Granted {
  /** 0 where less than `least` is left. */
  readonly granted: number;
  /** What is taken now in this window, by whomever. */
  readonly used: number;
  /** When the window ends, in milliseconds of this process' clock. */
  readonly resetAt: number;
}

/** Counts exactly, however many ask at once: what is granted in a window is never more than the limit. */
export interface WindowCounter {
  take(wants: readonly Want[]): Promise<Granted[]>;
  /** Puts back what was taken and not used after all. */
  giveBack(key: string, amount: number): Promise<void>;
}

/** How much of what is wanted is granted; the Lua script of the Redis counter says the same. */
export function grantOf({ limit, least, most }: Want, used: number): number {
  const left = limit - used;
  return left < least ? 0 : Math.min(left, Math.max(least, Math.min(most, Math.floor(left / 8))));
}
