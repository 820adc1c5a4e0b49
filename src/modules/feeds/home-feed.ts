import type { PostId, UserId } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { Selection } from '../../kernel/look-ahead.js';
import type { PageOf, PageRequest } from '../../kernel/page.js';
import type { SignedIn } from '../../kernel/viewer.js';
import type { PostReader, PostType } from '../posts/index.js';

export interface HomeFeedDeps {
  readonly posts: PostReader;
  /** Whom somebody follows and wants to meet, and who and what is hidden from them, as the primary knows it now. */
  readonly followeesOf: (userId: UserId) => Promise<HomeCircle>;
}

interface HomeCircle {
  readonly followeeIds: readonly UserId[];
  readonly hiddenIds: readonly UserId[];
  readonly mutedPostIds: readonly PostId[];
}

/** The viewer's own posts and those of the people they follow, newest first, from the stores; without what they have muted. */
export const homeFeed =
  ({ posts, followeesOf }: HomeFeedDeps) =>
  async (viewer: SignedIn, selection: Selection, request: PageRequest, loaders: Loaders): Promise<PageOf<PostType>> => {
    const { followeeIds, hiddenIds, mutedPostIds } = await followeesOf(viewer.userId);
    return posts.ofAuthors({ viewer, loaders, selection, hiddenIds }, [viewer.userId, ...followeeIds], request, new Set(mutedPostIds));
  };
