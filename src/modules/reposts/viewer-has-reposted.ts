import type { Loaders } from '../../kernel/loaders.js';
import { isSignedIn, type Viewer } from '../../kernel/viewer.js';
import type { PostType } from '../posts/index.js';
import { REPOSTED } from './repost.loaders.js';
import { VIEWER_HAS_REPOSTED } from './viewer-repost.part.js';

/** At once where it was fetched with the post, else by the loader for all who ask now. */
export function viewerHasReposted(viewer: Viewer, { ref, prefetched }: PostType, loaders: Loaders): boolean | Promise<boolean> {
  if (!isSignedIn(viewer)) return false;
  return prefetched.get(VIEWER_HAS_REPOSTED) ?? loaders.get(REPOSTED).load({ reposterId: viewer.userId, postId: ref.id }).then((found) => found !== null);
}
