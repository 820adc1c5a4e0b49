import type { UserId } from '../../../kernel/ids.js';

/** Where it is known what a person has said under whose posts: the latest first, one for each time. */
export interface DealingSources {
  readonly reactions: { latestOf(userId: UserId, limit: number): Promise<readonly UserId[]> };
  readonly comments: { latestOf(userId: UserId, limit: number): Promise<readonly UserId[]> };
}

/** So far back it is looked: what somebody liked years ago tells little of today. */
const REACTIONS = 500;
const COMMENTS = 200;
/** Writing takes more than a tap. */
const COMMENT_WEIGHT = 2;

/** How often a person has lately dealt with whom: reactions under their posts, and comments, which count twice. */
export async function dealingsOf(userId: UserId, { reactions, comments }: DealingSources): Promise<ReadonlyMap<UserId, number>> {
  const [reacted, commented] = await Promise.all([reactions.latestOf(userId, REACTIONS), comments.latestOf(userId, COMMENTS)]);
  const dealings = new Map<UserId, number>();
  const add = (authorId: UserId, weight: number) => dealings.set(authorId, (dealings.get(authorId) ?? 0) + weight);
  for (const authorId of reacted) add(authorId, 1);
  for (const authorId of commented) add(authorId, COMMENT_WEIGHT);
  return dealings;
}
