import type { Relation } from '../../kernel/access.js';
import type { AccessPolicy } from '../../kernel/policy.js';
import { isSignedIn, type Viewer } from '../../kernel/viewer.js';
import type { PostVisibility } from '../posts/index.js';

/** Who may call what is about this noun, and who sees it. */
export const REPOST_POLICIES = {
  repostPost: { sentence: 'Whoever is signed in, public posts that they may see, of people whose accounts are not private.', requires: 'SIGNED_IN', scope: 'WRITE_POSTS' },
  undoRepost: { sentence: 'Whoever is signed in, their own repost of posts that they may see.', requires: 'SIGNED_IN', scope: 'WRITE_POSTS', ownerOnly: true },
} satisfies Record<string, AccessPolicy>;

/** A post as the viewer sees it: whom it is for, and what stands between the viewer and its author. */
interface Seen {
  readonly visibility: PostVisibility;
  readonly relation: Relation;
}

/**
 * Why the viewer may not hand on a post that they see; null where they may (once more, too). What an author has said to
 * followers is not for others to spread, the author included: whoever wants it read by everybody publishes it to everybody.
 */
export function whyNotRepost(viewer: Viewer, { visibility, relation }: Seen): 'SIGN_IN' | 'FOLLOWERS_ONLY' | 'PRIVATE_ACCOUNT' | null {
  if (!isSignedIn(viewer)) return 'SIGN_IN';
  if (visibility !== 'PUBLIC') return 'FOLLOWERS_ONLY';
  return relation.isPrivate ? 'PRIVATE_ACCOUNT' : null;
}
