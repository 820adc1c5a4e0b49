import { USER_ACCESS } from '../../../kernel/access.js';
import { authorTopic, type PositionedEvent, tagTopic, tagTopicsOf, userTopic } from '../../../kernel/event.js';
import type { PostId, PostRef, UserId } from '../../../kernel/ids.js';
import type { Delivery, LiveFeed, VerdictOf } from '../../../kernel/live.js';
import type { Loaders } from '../../../kernel/loaders.js';
import { signedIn, type Viewer } from '../../../kernel/viewer.js';
import { maySeePost, type PostVisibility } from '../../posts/index.js';
import type { HomeCircleStore } from '../home/home-circle.store.js';
import { THREAD_MUTES } from '../threads/thread-mute.loaders.js';
import { idsOf, judgeRepost, type JudgeRepostDeps } from './watch-reposts.js';

const TYPES = new Set(['PostCreated', 'PostReposted', 'RepostUndone', 'PostEdited', 'PostUntagged', 'PostDeleted', 'FeedMarkerMoved']);
const ABOUT_REPOSTS = new Set(['PostReposted', 'RepostUndone']);

export interface WatchHomeFeedDeps extends JudgeRepostDeps {
  readonly circles: Pick<HomeCircleStore, 'wholeCircleOf'>;
}

/**
 * What happens to posts of those whom the viewer follows, to public ones with a tag that they follow, and to their own; what
 * those people repost, and no longer repost; and how far the viewer has read. Who follows is asked of the stores when
 * something happens, once for all viewers of this process: a follow, a block or a mute counts from the next event on.
 */
export const watchHomeFeed = (deps: WatchHomeFeedDeps): LiveFeed => ({
  name: 'homeFeedEvents',
  topics: null,
  concerns: ({ type }) => TYPES.has(type),

  async replayTopics(viewer) {
    const { userId } = signedIn(viewer);
    const { followeeIds, tags } = await deps.circles.wholeCircleOf(userId);
    return [userTopic(userId), ...[userId, ...followeeIds].map(authorTopic), ...tags.map(tagTopic)];
  },

  async judge(delivery, viewers) {
    const { event, loaders } = delivery;
    if (event.type === 'FeedMarkerMoved') return (viewer) => (viewer.userId === event.data['userId'] ? 'send' : 'skip');
    const concerned = ABOUT_REPOSTS.has(event.type) ? judgeRepost(deps, postRefOf(event), delivery, viewers) : judgePost(deps, postRefOf(event), delivery, viewers);
    return sendTo(await withoutMuted(await concerned, event, loaders));
  },
});

/** Those of the viewers who have the post by its author, or by a tag; or had it by a tag that it has lost. */
async function judgePost({ posts, tagFollows }: WatchHomeFeedDeps, ref: PostRef, { event, loaders }: Delivery, viewers: readonly Viewer[]): Promise<readonly Viewer[]> {
  const audience = await posts.audienceOf(ref, loaders);
  const isGone = event.type === 'PostDeleted';
  // Where the row is gone meanwhile, the event that says so follows.
  if (!audience && !isGone) return [];
  const visibility = audience?.visibility ?? (event.data['visibility'] as PostVisibility);
  const hasLostTags = event.type === 'PostUntagged';
  const [sights, byTag, byFormerTag] = await Promise.all([
    loaders.get(USER_ACCESS).sights({ viewers, userIds: [ref.authorId], follows: true, mutes: true }),
    tagFollows.followersAmong(idsOf(viewers), audience && visibility === 'PUBLIC' ? audience.tags : []),
    tagFollows.topicFollowersAmong(idsOf(viewers), isGone || hasLostTags ? tagTopicsOf(event) : []),
  ]);
  return viewers.filter((viewer) => {
    const { userId } = signedIn(viewer);
    const sight = sights(viewer, ref.authorId);
    const byAuthor = sight.isViewer || sight.viewerFollows;
    const has = hasLostTags ? byFormerTag.has(userId) && !byAuthor && !byTag.has(userId) : byAuthor || byTag.has(userId) || byFormerTag.has(userId);
    // Of an account that is going its followers hear as well, as long as they are known.
    return has && !sight.viewerMutes && maySeePost(isGone && byAuthor ? { ...sight, active: true } : sight, visibility);
  });
}

const sendTo =
  (mayHear: ReadonlySet<UserId | null>): VerdictOf =>
  (viewer) =>
    mayHear.has(viewer.userId) ? 'send' : 'skip';

async function withoutMuted(viewers: readonly Viewer[], event: PositionedEvent, loaders: Loaders): Promise<ReadonlySet<UserId | null>> {
  const [mutes, postId] = [loaders.get(THREAD_MUTES), event.data['postId'] as PostId];
  const muted = await mutes.loadMany(viewers.map((viewer) => ({ muterId: signedIn(viewer).userId, postId })));
  const failed = muted.find((each) => each instanceof Error);
  if (failed) throw failed;
  return new Set(viewers.filter((_, i) => muted[i] === false).map(({ userId }) => userId));
}

/** Where the post lies that an event is about. */
export const postRefOf = ({ data }: Delivery['event']): PostRef => ({ authorId: (data['authorId'] ?? data['postAuthorId']) as UserId, id: data['postId'] as string });
