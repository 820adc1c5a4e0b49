import { USER_ACCESS } from '../../kernel/access.js';
import type { Id, PostRef, UserId } from '../../kernel/ids.js';
import type { Delivery } from '../../kernel/live.js';
import type { Viewer } from '../../kernel/viewer.js';
import { maySeePost, type PostReader } from '../posts/index.js';
import type { RepostStore } from '../reposts/index.js';
import { bringsReposts } from './home-rules.js';

/** How many earlier reposts are looked at: who has had a post by a later one may hear of it once more. */
const EARLIER = 6;

/** Those of the viewers to whom a repost brings a post that they do not have by its author, nor by an earlier repost. */
export async function judgeRepost(
  { posts, reposts }: { readonly posts: PostReader; readonly reposts: RepostStore },
  post: PostRef,
  { event, loaders }: Delivery,
  viewers: readonly Viewer[],
): Promise<readonly Viewer[]> {
  const { repostId, reposterId } = event.data as { readonly repostId: Id; readonly reposterId: UserId };
  const [visibility, found, earliest] = await Promise.all([
    posts.audienceOf(post, loaders),
    reposts.byRefs([{ reposterId, id: repostId }]),
    reposts.earliestOf([post.id], EARLIER),
  ]);
  // Taken back meanwhile, or its post is gone.
  if (visibility === null || !found.has(repostId)) return [];
  const earlier = (earliest.get(post.id) ?? []).filter(({ id }) => id < repostId).map((each) => each.reposterId);
  const sights = await loaders.get(USER_ACCESS).sights({ viewers, userIds: [post.authorId, reposterId, ...earlier], follows: true, mutes: true });
  return viewers.filter((viewer) => {
    const author = sights(viewer, post.authorId);
    const comesByAuthor = author.isViewer || author.viewerFollows;
    if (comesByAuthor || author.viewerMutes || !maySeePost(author, visibility)) return false;
    return bringsReposts(sights(viewer, reposterId)) && !earlier.some((each) => bringsReposts(sights(viewer, each)));
  });
}
