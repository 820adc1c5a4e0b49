/** What a reaction can say, in the order in which counts are shown. */
export const REACTION_KINDS = ['LIKE', 'LOVE', 'LAUGH', 'WOW', 'SAD', 'ANGRY'] as const;

export type ReactionKind = (typeof REACTION_KINDS)[number];

/** Reactions by kind, as a post or a comment keeps them; a kind that never was is not there. */
export type Tally = Readonly<Record<string, number>>;

/** The kinds that somebody has chosen, with their numbers. */
export const countsIn = (tally: Tally): { kind: ReactionKind; count: number }[] =>
  REACTION_KINDS.flatMap((kind) => ((tally[kind] ?? 0) > 0 ? [{ kind, count: tally[kind]! }] : []));

export function totalOf(tally: Tally): number {
  let total = 0;
  for (const kind of REACTION_KINDS) total += Math.max(tally[kind] ?? 0, 0);
  return total;
}
