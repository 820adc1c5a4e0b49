import { unauthenticated } from './errors.js';
import type { SessionId, UserId } from './ids.js';
import type { Scope } from './policy.js';

/** Who asks. A value, passed first, never absent: logged out is a viewer too; jobs and tests make their own. */
export type Viewer = SignedIn | Anonymous;

export interface SignedIn {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** What the account may do beyond what everybody may; a USER where it is not said. */
  readonly role?: Role;
  /** What a service token was given; absent for people, whom no scope limits. */
  readonly scopes?: ReadonlySet<Scope>;
}

/** SERVICE is a machine that acts for an account by a token of its own, within the token's scopes. */
export const ROLES = ['USER', 'MODERATOR', 'ADMIN', 'SERVICE'] as const;
export type Role = (typeof ROLES)[number];

export interface Anonymous {
  readonly userId: null;
  readonly sessionId: null;
}

export const ANONYMOUS: Anonymous = Object.freeze({ userId: null, sessionId: null });

export function isSignedIn(viewer: Viewer): viewer is SignedIn {
  return viewer.userId !== null;
}

/** The signed-in viewer, or the error UNAUTHENTICATED. */
export function signedIn(viewer: Viewer): SignedIn {
  if (!isSignedIn(viewer)) throw unauthenticated();
  return viewer;
}
