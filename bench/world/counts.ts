import type { Kind, MadeComment, MadeReaction, Thread } from './threads.js';

/** What hangs below a comment: living answers to it, and living comments below it at any depth. */
export interface Below {
  replies: number;
  living: number;
}

/** The counters of every comment of a thread. */
export function countBelow(thread: Thread): ReadonlyMap<MadeComment, Below> {
  const below = new Map<MadeComment, Below>(thread.comments.map((comment) => [comment, { replies: 0, living: 0 }]));
  for (const comment of thread.comments) {
    if (comment.deletedAt) continue;
    if (comment.parent) below.get(comment.parent)!.replies += 1;
    for (let above = comment.parent; above; above = above.parent) below.get(above)!.living += 1;
  }
  return below;
}

export function countKinds(reactions: readonly MadeReaction[]): Partial<Record<Kind, number>> {
  const counts: Partial<Record<Kind, number>> = {};
  for (const { kind } of reactions) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** From the topmost comment down to the parent. */
export function ancestorsOf(comment: MadeComment): MadeComment[] {
  const ancestors: MadeComment[] = [];
  for (let above = comment.parent; above; above = above.parent) ancestors.unshift(above);
  return ancestors;
}
