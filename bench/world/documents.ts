import { ancestorsOf, type Below, countBelow, countKinds } from './counts.js';
import type { People } from './people.js';
import type { MadeComment, MadeReaction, Thread } from './threads.js';

/** Documents in the shapes of Plaza's collections, for one thread. */
export interface ThreadDocuments {
  readonly post: object;
  readonly comments: readonly object[];
  readonly reactions: readonly object[];
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
      facets: [],
      media: thread.text === null ? [{ name: 'window.jpg', altText: 'A window with a plant.' }] : [],
      visibility: thread.followersOnly ? 'FOLLOWERS' : 'PUBLIC',
      createdAt: thread.createdAt,
      editedAt: null,
      version: 1,
      rev: 1,
      commentCount: thread.comments.filter((comment) => !comment.deletedAt).length,
      reactionCounts: countKinds(thread.reactions),
    },
    comments: thread.comments.map((comment) => ({ ...place, ...commentFields(comment, below.get(comment)!, persons) })),
    reactions: [
      ...reactionsTo('Post', thread.id, thread.reactions),
      ...thread.comments.flatMap((comment) => reactionsTo('Comment', comment.id, comment.reactions)),
    ],
  };
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
