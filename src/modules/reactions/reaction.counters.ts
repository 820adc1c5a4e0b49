import type { CounterDelta } from '../../kernel/commit.js';
import { commentDelta } from '../comments/index.js';
import { postDelta } from '../posts/index.js';
import type { ReactionRow } from './reaction.entity.js';

type Counted = Pick<ReactionRow, 'subjectType' | 'subjectId' | 'postId' | 'postAuthorId' | 'kind'>;

/** What a reaction that comes or goes changes in its subject's counters. */
export function reactionDelta({ subjectType, subjectId, postId, postAuthorId, kind }: Counted, by: number): CounterDelta {
  const counter = `reactionCounts.${kind}`;
  return subjectType === 'Post'
    ? postDelta({ authorId: postAuthorId, id: subjectId }, counter, by)
    : commentDelta({ postId, id: subjectId }, counter, by);
}

/** The deltas of many reactions that go, one per subject and kind. */
export function removalDeltas(rows: readonly ReactionRow[]): CounterDelta[] {
  const alike = new Map<string, { row: ReactionRow; count: number }>();
  for (const row of rows) {
    const key = `${row.subjectId} ${row.kind}`;
    alike.set(key, { row, count: (alike.get(key)?.count ?? 0) + 1 });
  }
  return [...alike.values()].map(({ row, count }) => reactionDelta(row, -count));
}
