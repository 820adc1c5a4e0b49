import { ancestorsOf, type Below, countBelow, countKinds } from './counts.js';
import type { People } from './people.js';
import type { MadeComment, MadeReaction, Thread } from './threads.js';

/** Documents in the shapes of Plaza's collections, for one thread. */
export interface ThreadDocuments {
  readonly post: object;
  readonly comments: readonly object[];
  readonly reactions: readonly object[];
  readonly reposts: readonly object[];
}

export function documentsOf(thread: Thread, { persons }: People): ThreadDocuments {
  const below = countBelow(thread);
  const place = { postId: thread.id, postAuthorId: persons[thread.author]!.id };
  const reactionsTo = (subjectType: 'Post' | 'Comment', subjectId: string, reactions: readonly MadeReaction[]): object[] =>
    reactions.map(({ id, user, kind, createdAt }) => ({ _id: id, subjectId, subjectType, userId: persons[user]!.id, kind, ...place, createdAt }));
  return {
    post: {
      _id: thread.id,
      authorId: place.postAuthorId,
      text: thread.text,
      facets: facetsOf(thread),
      ...(thread.tags.length > 0 && { tags: thread.tags }),
      media: thread.text === null ? [{ name: 'window.jpg', altText: 'A window with a plant.' }] : [],
      visibility: thread.followersOnly ? 'FOLLOWERS' : 'PUBLIC',
      createdAt: thread.createdAt,
      editedAt: null,
      version: 1,
      rev: 1,
      commentCount: thread.comments.filter((comment) => !comment.deletedAt).length,
      reactionCounts: countKinds(thread.reactions),
      ...(thread.reposts.length > 0 && { repostCount: thread.reposts.length }),
    },
    comments: thread.comments.map((comment) => ({ ...place, ...commentFields(comment, below.get(comment)!, persons) })),
    reactions: [
      ...reactionsTo('Post', thread.id, thread.reactions),
      ...thread.comments.flatMap((comment) => reactionsTo('Comment', comment.id, comment.reactions)),
    ],
    reposts: thread.reposts.map(({ id, user, createdAt }) => ({ _id: id, reposterId: persons[user]!.id, ...place, createdAt })),
  };
}

/** The hashtags, each after a space at the end of the text, which is ASCII: a code point is a character. */
function facetsOf({ text, tags }: Thread): object[] {
  let start = (text?.length ?? 0) - tags.reduce((sum, tag) => sum + tag.length + 2, 0);
  return tags.map((tag) => {
    const facet = { kind: 'HASHTAG', tag, start: start + 1, end: start + tag.length + 2 };
    start = facet.end;
    return facet;
  });
}

function commentFields(comment: MadeComment, below: Below, persons: People['persons']): object {
  const ancestors = ancestorsOf(comment);
  const isDeleted = comment.deletedAt !== null;
  return {
    _id: comment.id,
    authorId: isDeleted ? null : persons[comment.author]!.id,
    parentId: comment.parent?.id ?? null,
    ancestorIds: ancestors.map((above) => above.id),
    ancestorAuthorIds: [...new Set(ancestors.map((above) => persons[above.author]!.id))],
    depth: ancestors.length + 1,
    text: isDeleted ? null : comment.text,
    facets: [],
    deletedAt: comment.deletedAt,
    createdAt: comment.createdAt,
    rev: 1,
    replyCount: below.replies,
    livingDescendants: below.living,
    reactionCounts: countKinds(comment.reactions),
  };
}
