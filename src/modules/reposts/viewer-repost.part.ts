import { type PartQuestion, type PlannedPart, PrefetchKey } from '../../kernel/look-ahead.js';
import { isSignedIn } from '../../kernel/viewer.js';
import type { PostPart, PostType } from '../posts/index.js';
import type { UserType } from '../profiles/index.js';
import type { RepostStore } from './repost.store.js';

/** Whether the viewer has reposted a post, where that was fetched with it. */
export const VIEWER_HAS_REPOSTED = new PrefetchKey<boolean>('viewer has reposted');

const FIELD = 'viewerHasReposted';

/** The reposts' share of a read of posts: the viewer's own, by a probe of the unique index for each. */
export class ViewerRepostPart implements PostPart {
  constructor(private readonly store: RepostStore) {}

  plan({ viewer, selection }: PartQuestion): PlannedPart<PostType, UserType> | null {
    if (!isSignedIn(viewer) || !selection.has(FIELD)) return null;
    return {
      stages: this.store.ofViewer(FIELD, viewer.userId),
      want: () => undefined,
      hydrate: () => Promise.resolve(),
      attach: (post, row) => post.prefetched.set(VIEWER_HAS_REPOSTED, (row[FIELD] as readonly unknown[]).length > 0),
    };
  }
}
