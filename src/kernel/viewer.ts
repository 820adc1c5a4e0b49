import { unauthenticated } from './errors.js';
import type { SessionId, UserId } from './ids.js';

/** Who asks. A value, passed first, never absent: logged out is a viewer too; jobs and tests make their own. */
export type Viewer = SignedIn | Anonymous;

export interface SignedIn {
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

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
