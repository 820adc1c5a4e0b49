import { maySeePerson, maySeePublished, type Relation } from '../../kernel/access.js';
import type { AccessPolicy } from '../../kernel/policy.js';
import { isSignedIn, type Viewer } from '../../kernel/viewer.js';

/** Who may call what is about this noun, and who sees it. */
export const RELATIONSHIP_POLICIES = {
  followUser: { sentence: 'Whoever is signed in, people whom they may see.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS' },
  unfollowUser: { sentence: 'Whoever is signed in, people whom they may see.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS' },
  blockUser: { sentence: 'Whoever is signed in, people whom they may see or have blocked already.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS' },
  unblockUser: { sentence: 'Whoever is signed in, people whom they may see or have blocked.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS' },
  acceptFollowRequest: { sentence: 'Whoever is signed in, requests that they have received from people whom they may see.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS', ownerOnly: true },
  rejectFollowRequest: { sentence: 'Whoever is signed in, requests that they have received from people whom they may see.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS', ownerOnly: true },
  removeFollower: { sentence: 'Whoever is signed in, their own followers.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS', ownerOnly: true },
  muteUser: { sentence: 'Whoever is signed in, people whom they may see or have blocked; nobody else learns of it.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS' },
  unmuteUser: { sentence: 'Whoever is signed in, people whom they may see or have blocked; nobody else learns of it.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS' },
  followTag: { sentence: 'Whoever is signed in, for themselves; nobody else learns of it.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS', ownerOnly: true },
  unfollowTag: { sentence: 'Whoever is signed in, for themselves; nobody else learns of it.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS', ownerOnly: true },
  MutedUserConnection: { sentence: 'Mutes are seen by who has made them, and by nobody else.', requires: 'SIGNED_IN', scope: 'READ', ownerOnly: true },
  FollowRequestConnection: { sentence: 'Requests are seen by who has sent them and by who has received them, and by nobody else.', requires: 'SIGNED_IN', scope: 'READ', ownerOnly: true },
} satisfies Record<string, AccessPolicy>;

/** Why the viewer can't follow a person whom they see; null where they can (once more, too). */
export function whyNotFollow(viewer: Viewer, relation: Relation): 'SELF' | 'SIGN_IN' | null {
  if (relation.isViewer) return 'SELF';
  return isSignedIn(viewer) ? null : 'SIGN_IN';
}

/** Why the viewer can't block a person whom they see; null where they can. */
export const whyNotBlock = whyNotFollow;

/**
 * Why the viewer may not see who follows a person whom they see, and whom that person follows; null where they may. Of a
 * private account that is for followers; who hides the lists shows them to nobody.
 */
export function whyNotSeeFollowLists(relation: Relation): 'HIDDEN' | 'FOLLOWERS_ONLY' | null {
  if (relation.isViewer) return null;
  if (relation.listsHidden) return 'HIDDEN';
  return maySeePublished(relation) ? null : 'FOLLOWERS_ONLY';
}

/**
 * May the viewer see, in the list of a person whose lists they may see, that another stands in it? A follow is in the lists
 * of two people: it shows to those alone who may see both, and to the two themselves.
 */
export const maySeeListed = (owner: Relation, listed: Relation): boolean => owner.isViewer || whyNotSeeFollowLists(listed) === null;

/**
 * What a person is to a viewer who wants to do something to them: there; blocked by the viewer, who therefore knows of
 * them; or absent, which is also what those are who blocked the viewer.
 */
export type Standing = 'THERE' | 'BLOCKED_BY_VIEWER' | 'ABSENT';

export function standingOf(relation: Relation): Standing {
  if (!relation.active) return 'ABSENT';
  if (relation.viewerBlocks) return 'BLOCKED_BY_VIEWER';
  return maySeePerson(relation) ? 'THERE' : 'ABSENT';
}
