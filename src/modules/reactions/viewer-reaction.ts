import type { Id } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { Prefetched } from '../../kernel/look-ahead.js';
import { isSignedIn, type Viewer } from '../../kernel/viewer.js';
import type { ReactionKind } from './reaction.kinds.js';
import { REACTIONS } from './reaction.loaders.js';
import { VIEWER_REACTION } from './viewer-reaction.part.js';

/** The viewer's reaction to a subject: at once where it was fetched with it, else by the loader for all who ask now. */
export function viewerReactionTo(
  viewer: Viewer,
  subject: { readonly ref: { readonly id: Id }; readonly prefetched: Prefetched },
  loaders: Loaders,
): ReactionKind | null | Promise<ReactionKind | null> {
  if (!isSignedIn(viewer)) return null;
  const ready = subject.prefetched.get(VIEWER_REACTION);
  return ready !== undefined ? ready : loaders.get(REACTIONS).load({ userId: viewer.userId, subjectId: subject.ref.id });
}
