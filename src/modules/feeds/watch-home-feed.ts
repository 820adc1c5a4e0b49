import { USER_ACCESS } from '../../kernel/access.js';
import { authorTopic, type PositionedEvent, userTopic } from '../../kernel/event.js';
import type { PostId, PostRef, UserId } from '../../kernel/ids.js';
import type { Delivery, LiveFeed, VerdictOf } from '../../kernel/live.js';
import type { Loaders } from '../../kernel/loaders.js';
import { signedIn, type Viewer } from '../../kernel/viewer.js';
import { maySeePost, type PostReader } from '../posts/index.js';
import type { Relationships } from '../relationships/index.js';
import type { RepostStore } from '../reposts/index.js';
import { judgeRepost } from './watch-reposts.js';
import { THREAD_MUTES } from './thread-mute.loaders.js';

const TYPES = new Set(['PostCreated', 'PostReposted', 'PostEdited', 'PostDeleted', 'FeedMarkerMoved']);
const NOBODY: VerdictOf = () => 'skip';

export interface WatchHomeFeedDeps {
  readonly posts: PostReader;
  readonly reposts: RepostStore;
  readonly relationships: Pick<Relationships, 'followeesOf'>;
}

/**
 * What happens to posts of those whom the viewer follows, and to their own; what they repost; and how far the viewer has
 * read. Tags are not told of: the log knows no words (docs/feeds.md). Who follows is asked of the stores when
 * something happens, once for all viewers of this process: a follow, a block or a mute counts from the next event on.
 */
export const watchHomeFeed = ({ posts, reposts, relationships }: WatchHomeFeedDeps): LiveFeed => ({
  name: 'homeFeedEvents',
  topics: null,
  concerns: ({ type }) => TYPES.has(type),

  async replayTopics(viewer) {
    const { userId } = signedIn(viewer);
    const { followeeIds } = await relationships.followeesOf(userId);
    return [userTopic(userId), ...[userId, ...followeeIds].map(authorTopic)];
  },

  async judge(delivery, viewers) {
    const { event, loaders } = delivery;
    if (event.type === 'FeedMarkerMoved') return (viewer) => (viewer.userId === event.data['userId'] ? 'send' : 'skip');
    if (event.type === 'PostReposted') return sendTo(await withoutMuted(await judgeRepost({ posts, reposts }, postRefOf(event), delivery, viewers), event, loaders));
    const ref = postRefOf(event);
    const [sights, visibility] = await Promise.all([
      loaders.get(USER_ACCESS).sights({ viewers, userIds: [ref.authorId], follows: true, mutes: true }),
      posts.audienceOf(ref, loaders),
    ]);
    const isGone = event.type === 'PostDeleted';
    // Where the row is gone meanwhile, the event that says so follows.
    if (visibility === null && !isGone) return NOBODY;
    const concerned = viewers.filter((viewer) => {
      const sight = sights(viewer, ref.authorId);
      if (!(sight.isViewer || sight.viewerFollows) || sight.viewerMutes) return false;
      // Of an account that goes its followers hear as well.
      return isGone ? !sight.blocked : maySeePost(sight, visibility!);
    });
    return sendTo(await withoutMuted(concerned, event, loaders));
  },
});

const sendTo =
  (mayHear: ReadonlySet<UserId | null>): VerdictOf =>
  (viewer) =>
    mayHear.has(viewer.userId) ? 'send' : 'skip';

/** What is new nobody can have muted yet. */
async function withoutMuted(viewers: readonly Viewer[], event: PositionedEvent, loaders: Loaders): Promise<ReadonlySet<UserId | null>> {
  if (event.type === 'PostCreated') return new Set(viewers.map(({ userId }) => userId));
  const [mutes, postId] = [loaders.get(THREAD_MUTES), event.data['postId'] as PostId];
  const muted = await mutes.loadMany(viewers.map((viewer) => ({ muterId: signedIn(viewer).userId, postId })));
  const failed = muted.find((each) => each instanceof Error);
  if (failed) throw failed;
  return new Set(viewers.filter((_, i) => muted[i] === false).map(({ userId }) => userId));
}

/** Where the post lies that an event is about. */
export const postRefOf = ({ data }: Delivery['event']): PostRef => ({ authorId: (data['authorId'] ?? data['postAuthorId']) as UserId, id: data['postId'] as string });
