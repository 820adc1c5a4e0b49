import { maySeePerson, type Relation, USER_ACCESS } from '../../kernel/access.js';
import { notFound } from '../../kernel/errors.js';
import { authorTopic, postTopic, userTopic } from '../../kernel/event.js';
import type { CommentRef, PostRef, UserId } from '../../kernel/ids.js';
import { type Delivery, LIVE, type LiveListener, type LiveStream, sift, type Verdict } from '../../kernel/live.js';
import type { Loaders } from '../../kernel/loaders.js';
import { isSignedIn, type Viewer } from '../../kernel/viewer.js';
import { maySeePost, type PostReader, type PostVisibility } from '../posts/index.js';
import { COMMENT_ROWS } from './comment.loaders.js';
import type { CommentReader } from './comment.reader.js';

export interface WatchPostDeps {
  readonly posts: PostReader;
  readonly comments: CommentReader;
}

/** What happens to a post from now on, as far as the viewer may know of it; NOT_FOUND where they may not see the post. */
export const watchPost =
  (deps: WatchPostDeps) =>
  async (viewer: Viewer, ref: PostRef, loaders: Loaders, listener: LiveListener): Promise<LiveStream> => {
    // Events of the author and the viewer themselves tell of blocks, of unfollowing, of accounts that go and of those that become private.
    const topics = [postTopic(ref.id), authorTopic(ref.authorId), ...(isSignedIn(viewer) ? [userTopic(viewer.userId)] : [])];
    // Listening first and looking then: what happens in between is not missed.
    const stream = loaders.get(LIVE).listen(topics, listener);
    try {
      const post = await deps.posts.byRef(viewer, ref, loaders);
      if (!post) throw notFound();
      return sift(stream, (delivery) => verdictOn(deps, viewer, ref, post.visibility, delivery));
    } catch (error) {
      await stream.return();
      throw error;
    }
  };

/** Whom a post is for never changes, so that all that is asked again is what stands between the viewer and its author. */
async function verdictOn(deps: WatchPostDeps, viewer: Viewer, ref: PostRef, visibility: PostVisibility, delivery: Delivery): Promise<Verdict> {
  const { event, loaders } = delivery;
  const isAboutPost = event.data['postId'] === ref.id;
  if (!isAboutPost && !MAY_END.has(event.type)) return 'skip';

  const relation = await loaders.get(USER_ACCESS).relation(viewer, ref.authorId);
  // An account that is deleted takes its posts along, and whoever saw them may know that.
  const isRemoved = isAboutPost && event.type === 'PostDeleted';
  if (isRemoved) return maySeePost({ ...relation, active: true }, visibility) ? 'send and end' : 'end';
  if (!maySeePost(relation, visibility)) return 'end';
  if (!isAboutPost) return 'skip';

  switch (event.type) {
    case 'CommentCreated':
      return (await deps.comments.byRef(viewer, commentRefOf(delivery), loaders)) ? 'send' : 'skip';
    case 'CommentDeleted':
      return (await mayKnowOfRemoval(viewer, delivery)) ? 'send' : 'skip';
    case 'PostEdited':
    case 'PostCountersChanged':
      // Where the row is gone meanwhile, the event that says so follows.
      return (await deps.posts.byRef(viewer, ref, loaders)) ? 'send' : 'skip';
    default:
      return 'skip';
  }
}

const MAY_END = new Set(['UserBlocked', 'UserUnfollowed', 'AccountDeleted', 'PersonHidden', 'PrivacyChanged']);

/** Whoever could see the comment: its author is in the event, and the tombstone still knows whom it answered. */
async function mayKnowOfRemoval(viewer: Viewer, delivery: Delivery): Promise<boolean> {
  const { event, loaders } = delivery;
  const access = loaders.get(USER_ACCESS);
  const tombstone = await loaders.get(COMMENT_ROWS).load(commentRefOf(delivery));
  const [author, ...ancestors] = await Promise.all(
    [event.data['authorId'] as UserId, ...(tombstone?.ancestorAuthorIds ?? [])].map((userId): Promise<Relation> => access.relation(viewer, userId)),
  );
  return !author!.blocked && ancestors.every(maySeePerson);
}

/** Where the comment lies that an event is about. */
export function commentRefOf({ event: { data } }: Delivery): CommentRef {
  return { postAuthorId: data['postAuthorId'] as UserId, postId: data['postId'] as string, id: data['commentId'] as string };
}
