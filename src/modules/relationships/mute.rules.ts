import { done, type Outcome, refuse, refused } from '../../kernel/outcome.js';

const LONGEST_DAYS = 3_650;

/** When a mute ends: null for never. It lies ahead, and no more than ten years. */
export function readUntil(until: Date | null | undefined, now: Date): Outcome<Date | null> {
  if (until === null || until === undefined) return done(null);
  const days = (until.getTime() - now.getTime()) / 86_400_000;
  return days > 0 && days <= LONGEST_DAYS ? done(until) : refused([refuse('INVALID', 'until', 'Name a time that lies ahead, within ten years.')]);
}

/** Threads that one person can mute at a time: all of them are read with every page of the home feed. */
export const MAX_MUTED_THREADS = 1_000;
