import { maySeePublished, type Sight } from '../../kernel/access.js';
import type { UserId } from '../../kernel/ids.js';
import type { AccessPolicy } from '../../kernel/policy.js';
import { isSignedIn, type Viewer } from '../../kernel/viewer.js';

/** Who may call what is about this noun, and who sees it. */
export const POST_POLICIES = {
  post: { sentence: 'Whoever asks, about posts that they may see.', requires: 'ANYONE', scope: 'READ' },
  createPost: { sentence: 'Whoever is signed in, in their own name.', requires: 'SIGNED_IN', scope: 'WRITE_POSTS', ownerOnly: true },
  editPost: { sentence: 'The author.', requires: 'SIGNED_IN', scope: 'WRITE_POSTS', ownerOnly: true },
  deletePost: { sentence: 'The author.', requires: 'SIGNED_IN', scope: 'WRITE_POSTS', ownerOnly: true },
  Post: { sentence: 'Everybody who may see its author sees a public post; the author and their followers see the others.', requires: 'ANYONE', scope: 'READ' },
} satisfies Record<string, AccessPolicy>;

/** Whom a post is for. */
export const PostVisibility = { PUBLIC: 'PUBLIC', FOLLOWERS: 'FOLLOWERS' } as const;
export type PostVisibility = keyof typeof PostVisibility;

/** May the viewer see a post, given what stands between the viewer and its author? Of a private account all are for followers. */
export function maySeePost(relation: Sight, visibility: PostVisibility): boolean {
  if (!maySeePublished(relation)) return false;
  return visibility === 'PUBLIC' || relation.isViewer || relation.viewerFollows;
}

/** The posts of one author that the viewer may see; empty where the author is absent to them. */
export function visibleKinds(relation: Sight): readonly PostVisibility[] {
  return (['PUBLIC', 'FOLLOWERS'] as const).filter((visibility) => maySeePost(relation, visibility));
}

/** Why the viewer may not change or delete a post that they see; null where they may. */
export function whyNotOwn(viewer: Viewer, authorId: UserId | null): string | null {
  if (!isSignedIn(viewer)) return 'SIGN_IN';
  return viewer.userId === authorId ? null : 'NOT_AUTHOR';
}

/** Why the viewer may not answer or react to a post that they see; null where they may. */
export const whyNotTakePart = (viewer: Viewer): string | null => (isSignedIn(viewer) ? null : 'SIGN_IN');
