import { USER_ACCESS } from '../../../kernel/access.js';
import type { Id, PostRef, UserId } from '../../../kernel/ids.js';
import type { Delivery } from '../../../kernel/live.js';
import { signedIn, type Viewer } from '../../../kernel/viewer.js';
import { maySeePost, type PostReader } from '../../posts/index.js';
import type { TagFollowStore } from '../../relationships/index.js';
import type { RepostStore } from '../../reposts/index.js';
import { bringsReposts } from '../home/home-rules.js';

/** How many earlier reposts are looked at: who has had a post by a later one may hear of it once more. */
const EARLIER = 6;

export interface JudgeRepostDeps {
  readonly posts: PostReader;
  readonly reposts: RepostStore;
  readonly tagFollows: TagFollowStore;
}

/**
 * Those of the viewers whom a repost concerns: they follow its reposter, and do not have the post by its author or a tag.
 * Of a new one hears who does not have the post by an earlier repost either; of one that was taken back everybody whom it
 * may have brought the post, since nobody is to see any more who had.
 */
export async function judgeRepost({ posts, reposts, tagFollows }: JudgeRepostDeps, post: PostRef, { event, loaders }: Delivery, viewers: readonly Viewer[]): Promise<readonly Viewer[]> {
  const { repostId, reposterId } = event.data as { readonly repostId: Id; readonly reposterId: UserId };
  const [audience, earlier] = await Promise.all([
    posts.audienceOf(post, loaders),
    event.type === 'RepostUndone' ? [] : earlierReposters(reposts, post, repostId, reposterId),
  ]);
  // Its post is gone, or it was taken back meanwhile.
  if (!audience || !earlier) return [];
  const [sights, byTag] = await Promise.all([
    loaders.get(USER_ACCESS).sights({ viewers, userIds: [post.authorId, reposterId, ...earlier], follows: true, mutes: true }),
    tagFollows.followersAmong(idsOf(viewers), audience.tags),
  ]);
  return viewers.filter((viewer) => {
    const author = sights(viewer, post.authorId);
    const hasIt = author.isViewer || author.viewerFollows || byTag.has(signedIn(viewer).userId);
    if (hasIt || author.viewerMutes || !maySeePost(author, audience.visibility)) return false;
    return bringsReposts(sights(viewer, reposterId)) && !earlier.some((each) => bringsReposts(sights(viewer, each)));
  });
}

export const idsOf = (viewers: readonly Viewer[]): UserId[] => viewers.map((viewer) => signedIn(viewer).userId);

/** Some of those who reposted the post before; null where the repost is not there. */
async function earlierReposters(reposts: RepostStore, post: PostRef, repostId: Id, reposterId: UserId): Promise<readonly UserId[] | null> {
  const [found, earliest] = await Promise.all([reposts.byRefs([{ reposterId, id: repostId }]), reposts.earliestOf([post.id], EARLIER)]);
  if (!found.has(repostId)) return null;
  return (earliest.get(post.id) ?? []).filter(({ id }) => id < repostId).map((each) => each.reposterId);
}
