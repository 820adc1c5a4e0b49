import type { Dice } from './dice.js';

export const DAY_MS = 86_400_000;

/** The times of the demo world, counted back from the moment it is made: its newest is always of today. */
export class DemoTime {
  constructor(readonly now: Date) {}

  daysAgo(days: number): Date {
    return new Date(Math.floor(this.now.getTime() - days * DAY_MS));
  }

  /** A moment after `start`, soon rather than late, at most `days` after it and never in the future. */
  after(start: Date, days: number, dice: Dice): Date {
    const room = Math.min(days * DAY_MS, this.now.getTime() - start.getTime() - 1_000);
    return new Date(start.getTime() + 1 + Math.max(0, Math.floor(room * dice.next() ** 4)));
  }
}
