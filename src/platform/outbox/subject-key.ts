import type { CounterDelta } from '../../kernel/commit.js';
import { canonicalJson } from './input-hash.js';

/** One text per owner and subject, by which the folders gather deltas. */
export const subjectKey = (delta: Pick<CounterDelta, 'owner' | 'subject'>): string => `${delta.owner} ${canonicalJson(delta.subject)}`;
