import type { Entry } from './ledger.js';
import type { Listener } from './listener.js';

/** What came of a run, over all listeners. */
export interface Verdict {
  expected: number;
  missing: number;
  double: number;
  outOfOrder: number;
  /** Told to somebody who may not know. */
  forbidden: number;
  /** Gap notices, streams that ended, doubles that the helper let through. */
  troubles: unknown[];
}

/** Compares what was heard with what was acknowledged, `inOrder` of the log. */
export function judge(listeners: readonly Listener[], inOrder: readonly Entry[]): Verdict {
  const verdict: Verdict = { expected: 0, missing: 0, double: 0, outOfOrder: 0, forbidden: 0, troubles: [] };
  const places = new Map(inOrder.map((entry, place) => [entry.id, place]));
  for (const { heard, ear, troubles } of listeners) {
    const told = new Set(heard);
    let last = -1;
    verdict.double += heard.length - told.size;
    for (const id of heard) {
      const place = places.get(id) ?? -1;
      if (place < last) verdict.outOfOrder++;
      if (place === -1 || ear.expects(inOrder[place]!) === false) verdict.forbidden++;
      last = place;
    }
    for (const entry of inOrder) {
      if (ear.expects(entry) !== true) continue;
      verdict.expected++;
      if (!told.has(entry.id)) verdict.missing++;
    }
    verdict.troubles.push(...troubles);
  }
  return verdict;
}
