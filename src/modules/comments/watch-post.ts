import { maySeePerson, type Sight, USER_ACCESS } from '../../kernel/access.js';
import { notFound } from '../../kernel/errors.js';
import { authorTopic, postTopic, type PositionedEvent, userTopic } from '../../kernel/event.js';
import type { CommentRef, PostRef, UserId } from '../../kernel/ids.js';
import type { Delivery, LiveFeed, Verdict, VerdictOf } from '../../kernel/live.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { Viewer } from '../../kernel/viewer.js';
import { maySeePost, type PostReader, type PostVisibility } from '../posts/index.js';
import type { CommentRow } from './comment.entity.js';
import { COMMENT_ROWS } from './comment.loaders.js';
import { maySeeComment } from './comment.policy.js';

export interface WatchPostDeps {
  readonly posts: PostReader;
}

/** What happens to a post; NOT_FOUND where the viewer may not see it. */
export const watchPost =
  ({ posts }: WatchPostDeps) =>
  async (viewer: Viewer, ref: PostRef, loaders: Loaders): Promise<LiveFeed> => {
    const post = await posts.byRef(viewer, ref, loaders);
    if (!post) throw notFound();
    return new PostFeed(posts, ref, post.visibility);
  };

const ABOUT_POST = new Set(['CommentCreated', 'CommentDeleted', 'PostEdited', 'PostDeleted', 'PostCountersChanged']);
/** Between the author and one other person, and about the author alone: either may take the post out of somebody's sight. */
const ABOUT_TWO = new Set(['UserBlocked', 'UserUnfollowed']);
const ABOUT_AUTHOR = new Set(['AccountDeleted', 'PersonHidden', 'PrivacyChanged']);

const SKIP: VerdictOf = () => 'skip';

/** A post, as long as it can be seen. Whom it is for never changes, so that all that is asked again is what stands between people. */
class PostFeed implements LiveFeed {
  readonly name: string;
  readonly topics: readonly string[];

  constructor(
    private readonly posts: PostReader,
    private readonly ref: PostRef,
    private readonly visibility: PostVisibility,
  ) {
    this.name = `postEvents ${ref.id}`;
    // Blocks and follows are topics of both whom they are between: those of the author tell of all that matter here.
    this.topics = [postTopic(ref.id), authorTopic(ref.authorId), userTopic(ref.authorId)];
  }

  concerns({ type, data }: PositionedEvent): boolean {
    return ABOUT_POST.has(type) ? data['postId'] === this.ref.id : ABOUT_TWO.has(type) || ABOUT_AUTHOR.has(type);
  }

  async replayTopics(): Promise<readonly string[]> {
    return this.topics;
  }

  async judge(delivery: Delivery, viewers: readonly Viewer[]): Promise<VerdictOf> {
    const { event, loaders } = delivery;
    const asked = ABOUT_TWO.has(event.type) ? namedIn(event, viewers) : viewers;
    if (asked.length === 0) return SKIP;
    const content = await this.contentOf(delivery);
    const { authorId } = this.ref;
    const userIds = [...new Set([authorId, ...(content?.userIds ?? [])])];
    const sights = await loaders.get(USER_ACCESS).sights({ viewers: asked, userIds, follows: this.visibility === 'FOLLOWERS' });
    const verdictOf = (viewer: Viewer): Verdict => {
      const toAuthor = sights(viewer, authorId);
      // An account that is deleted takes its posts along, and whoever saw them may know that.
      if (event.type === 'PostDeleted') return maySeePost({ ...toAuthor, active: true }, this.visibility) ? 'send and end' : 'end';
      if (!maySeePost(toAuthor, this.visibility)) return 'end';
      return content?.isFor((userId) => sights(viewer, userId)) ? 'send' : 'skip';
    };
    if (asked === viewers) return verdictOf;
    const named = new Set(asked.map(({ userId }) => userId));
    return (viewer) => (named.has(viewer.userId) ? verdictOf(viewer) : 'skip');
  }

  /** What there is to be told to whoever may see the post, and to whom of them; null where there is nothing (any more). */
  private async contentOf({ event, loaders }: Delivery): Promise<Content | null> {
    switch (event.type) {
      case 'CommentCreated': {
        const comment = await loaders.get(COMMENT_ROWS).load(commentRefOf(event));
        return comment && { userIds: peopleOf(comment), isFor: (sightOf) => maySeeComment(comment, sightOf) };
      }
      case 'CommentDeleted': {
        // Whoever could see it: its author is in the event, and the tombstone still knows whom it answered.
        const tombstone = await loaders.get(COMMENT_ROWS).load(commentRefOf(event));
        const [authorId, above] = [event.data['authorId'] as UserId, tombstone?.ancestorAuthorIds ?? []];
        return { userIds: [authorId, ...above], isFor: (sightOf) => !sightOf(authorId).blocked && above.every((userId) => maySeePerson(sightOf(userId))) };
      }
      case 'PostEdited':
      case 'PostCountersChanged':
        // Where the row is gone meanwhile, the event that says so follows.
        return (await this.posts.audienceOf(this.ref, loaders)) === null ? null : { userIds: [], isFor: () => true };
      default:
        return null;
    }
  }
}

interface Content {
  readonly userIds: readonly UserId[];
  isFor(sightOf: (userId: UserId) => Sight): boolean;
}

/** Those whom the rules ask about. */
export const peopleOf = ({ authorId, ancestorAuthorIds }: CommentRow): readonly UserId[] => (authorId === null ? ancestorAuthorIds : [authorId, ...ancestorAuthorIds]);

/** Those of the viewers between whom and somebody else something has happened. */
function namedIn({ data }: PositionedEvent, viewers: readonly Viewer[]): readonly Viewer[] {
  const named = new Set<unknown>(Object.values(data));
  return viewers.filter(({ userId }) => userId !== null && named.has(userId));
}

/** Where the comment lies that an event is about. */
export function commentRefOf({ data }: PositionedEvent): CommentRef {
  return { postAuthorId: data['postAuthorId'] as UserId, postId: data['postId'] as string, id: data['commentId'] as string };
}
