/** The time, as a dependency: tests hand in their own, nothing else reads `Date.now()` for a decision. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
