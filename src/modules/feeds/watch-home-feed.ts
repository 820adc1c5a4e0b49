import { USER_ACCESS } from '../../kernel/access.js';
import type { PostId, PostRef, UserId } from '../../kernel/ids.js';
import { type Delivery, type Live, type LiveListener, type LiveRoom, type LiveStream, sift } from '../../kernel/live.js';
import type { Loaders } from '../../kernel/loaders.js';
import { isSignedIn, type SignedIn, type Viewer } from '../../kernel/viewer.js';
import type { PostReader } from '../posts/index.js';
import { THREAD_MUTES } from './thread-mute.loaders.js';

const TYPES = new Set(['PostCreated', 'PostEdited', 'PostDeleted']);

/**
 * What happens from now on to posts of those whom the viewer follows, and to their own. Who follows is asked of the stores
 * when something happens, once for all viewers of this process: a follow, a block or a mute counts from the next event on.
 */
export function watchHomeFeed(posts: PostReader) {
  let room: LiveRoom | null = null;
  return (viewer: SignedIn, live: Live, listener: LiveListener): LiveStream => {
    room ??= live.openRoom({ concerns: (event) => TYPES.has(event.type), whoMayHear });
    return sift(room.listen(viewer, listener), async (delivery) => {
      if (delivery.event.type === 'PostDeleted') return 'send';
      // Where the row is gone meanwhile, the event that says so follows.
      return (await posts.byRef(viewer, postRefOf(delivery), delivery.loaders)) ? 'send' : 'skip';
    });
  };
}

/** The author, and followers whom neither a block nor a mute keeps from it. Of an account that goes its followers hear as well. */
async function whoMayHear({ event, loaders }: Delivery, viewers: readonly Viewer[]): Promise<ReadonlySet<UserId>> {
  const access = loaders.get(USER_ACCESS);
  const relations = await Promise.all(viewers.map((viewer) => access.relation(viewer, event.data['authorId'] as UserId)));
  const muted = await Promise.all(viewers.map(async (viewer) => hasMutedThread(viewer, event, loaders)));
  const mayHear = new Set<UserId>();
  viewers.forEach(({ userId }, i) => {
    const { active, blocked, isViewer, viewerFollows, viewerMutes } = relations[i]!;
    const mayKnow = !blocked && !viewerMutes && !muted[i] && (active || event.type === 'PostDeleted');
    if (userId !== null && mayKnow && (isViewer || viewerFollows)) mayHear.add(userId);
  });
  return mayHear;
}

/** What is new nobody can have muted yet. */
const hasMutedThread = (viewer: Viewer, event: Delivery['event'], loaders: Loaders): boolean | Promise<boolean> =>
  isSignedIn(viewer) && event.type !== 'PostCreated' && loaders.get(THREAD_MUTES).load({ muterId: viewer.userId, postId: event.data['postId'] as PostId });

/** Where the post lies that an event is about. */
export const postRefOf = ({ event: { data } }: Delivery): PostRef => ({ authorId: data['authorId'] as UserId, id: data['postId'] as string });
