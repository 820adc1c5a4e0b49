import { maySeePerson, type Relation } from '../../kernel/access.js';
import type { AccessPolicy } from '../../kernel/policy.js';
import { isSignedIn, type Viewer } from '../../kernel/viewer.js';

/** Who may call what is about this noun, and who sees it. */
export const RELATIONSHIP_POLICIES = {
  followUser: { sentence: 'Whoever is signed in, people whom they may see.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS' },
  unfollowUser: { sentence: 'Whoever is signed in, people whom they may see.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS' },
  blockUser: { sentence: 'Whoever is signed in, people whom they may see or have blocked already.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS' },
  unblockUser: { sentence: 'Whoever is signed in, people whom they may see or have blocked.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS' },
} satisfies Record<string, AccessPolicy>;

/** Why the viewer can't follow a person whom they see; null where they can (once more, too). */
export function whyNotFollow(viewer: Viewer, relation: Relation): 'SELF' | 'SIGN_IN' | null {
  if (relation.isViewer) return 'SELF';
  return isSignedIn(viewer) ? null : 'SIGN_IN';
}

/**
 * What a person is to a viewer who wants to do something to them: there; blocked by the viewer, who therefore knows of
 * them; or absent, which is also what those are who blocked the viewer.
 */
export function standingOf(relation: Relation): 'THERE' | 'BLOCKED_BY_VIEWER' | 'ABSENT' {
  if (!relation.active) return 'ABSENT';
  if (relation.viewerBlocks) return 'BLOCKED_BY_VIEWER';
  return maySeePerson(relation) ? 'THERE' : 'ABSENT';
}
