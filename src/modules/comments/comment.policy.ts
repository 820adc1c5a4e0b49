import { maySeePerson, type Sight } from '../../kernel/access.js';
import type { UserId } from '../../kernel/ids.js';
import type { AccessPolicy } from '../../kernel/policy.js';
import { isSignedIn, type Viewer } from '../../kernel/viewer.js';

/** Who may call what is about this noun, and who sees it. */
export const COMMENT_POLICIES = {
  comment: { sentence: 'Whoever asks, about comments that they may see.', requires: 'ANYONE', scope: 'READ' },
  createComment: { sentence: 'Whoever is signed in, under posts and comments that they may see.', requires: 'SIGNED_IN', scope: 'WRITE_POSTS' },
  deleteComment: { sentence: 'The author.', requires: 'SIGNED_IN', scope: 'WRITE_POSTS', ownerOnly: true },
  postEvents: { sentence: 'Whoever asks, as long as they may see the post.', requires: 'ANYONE', scope: 'READ' },
  Comment: { sentence: 'Whoever may see the post, the comment\'s author and the authors of all comments above it.', requires: 'ANYONE', scope: 'READ' },
} satisfies Record<string, AccessPolicy>;

/** How deep threads may be; an answer to a post has depth 1. */
export const MAX_DEPTH = 50;

/** What the rules need to know of a comment. */
export interface CommentFacts {
  /** Null where it was deleted. */
  readonly authorId: UserId | null;
  readonly ancestorAuthorIds: readonly UserId[];
  readonly livingDescendants: number;
}

/**
 * May the viewer see a comment of a post that they see? Whoever is hidden takes their subtree along. A deleted comment
 * stays as a tombstone as long as something alive hangs on it.
 */
export function maySeeComment(comment: CommentFacts, relationTo: (userId: UserId) => Sight): boolean {
  if (comment.authorId === null && comment.livingDescendants <= 0) return false;
  if (comment.authorId !== null && !maySeePerson(relationTo(comment.authorId))) return false;
  return comment.ancestorAuthorIds.every((userId) => maySeePerson(relationTo(userId)));
}

/** Why the viewer may not delete a comment that they see; only its author may, not the post's author. */
export function whyNotDelete(viewer: Viewer, { authorId }: Pick<CommentFacts, 'authorId'>): string | null {
  if (!isSignedIn(viewer)) return 'SIGN_IN';
  if (authorId === null) return 'DELETED';
  return viewer.userId === authorId ? null : 'NOT_AUTHOR';
}

/** Why the viewer may not answer a comment that they see; null where they may. */
export function whyNotReply(viewer: Viewer, { authorId, depth }: Pick<CommentFacts, 'authorId'> & { readonly depth: number }): string | null {
  return whyNotReact(viewer, { authorId }) ?? (depth >= MAX_DEPTH ? 'TOO_DEEP' : null);
}

/** Why the viewer may not react to a comment that they see; null where they may. */
export function whyNotReact(viewer: Viewer, { authorId }: Pick<CommentFacts, 'authorId'>): string | null {
  if (!isSignedIn(viewer)) return 'SIGN_IN';
  return authorId === null ? 'DELETED' : null;
}
