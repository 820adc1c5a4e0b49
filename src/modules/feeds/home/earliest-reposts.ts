import type { Id, PostId, UserId } from '../../../kernel/ids.js';
import type { Reposter, RepostStore } from '../../reposts/index.js';
import type { HomeSource } from './home-source.js';

/** How many further reposts of a post are looked at before it is asked the other way round: what of all followees. */
const STRETCH = 64;

/**
 * The earliest repost that comes to the viewer, of posts that many have reposted; each is looked for behind a repost of it.
 * Two commands for all posts together, and two more for those of which these do not tell. What comes to nobody is not there.
 */
export async function earliestReposts(reposts: RepostStore, source: HomeSource, viewerId: UserId, behind: ReadonlyMap<PostId, Id>): Promise<ReadonlyMap<PostId, Reposter>> {
  if (behind.size === 0) return new Map();
  const stretches = await reposts.stretches([...behind].map(([postId, after]) => ({ postId, after })), STRETCH);
  const reposterIds = new Set([...stretches.values()].flatMap((stretch) => stretch.map((each) => each.reposterId)));
  const bringers = await source.bringersAmong([...reposterIds]);
  const found = new Map<PostId, Reposter>();
  const open: PostId[] = [];
  for (const [postId, stretch] of stretches) {
    const earliest = stretch.find(({ reposterId }) => reposterId === viewerId || bringers.has(reposterId));
    if (earliest) found.set(postId, earliest);
    else if (stretch.length === STRETCH) open.push(postId);
  }
  if (open.length === 0) return found;
  const { followeeIds } = await source.wholeCircle();
  return new Map([...found, ...(await reposts.earliestAmong(open, [viewerId, ...followeeIds]))]);
}
