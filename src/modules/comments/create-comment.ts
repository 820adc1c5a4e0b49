import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import { forbidden, notFound } from '../../kernel/errors.js';
import { type CommentId, mintId, type PostRef } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import { done, type Outcome, refuse, refused } from '../../kernel/outcome.js';
import type { SignedIn } from '../../kernel/viewer.js';
import { type FindByUsername, type PostReader, readFacets, textProblems, toText } from '../posts/index.js';
import { threadDeltas } from './comment.counters.js';
import { type CommentRow, placeOf } from './comment.entity.js';
import { commentCreated } from './comment.events.js';
import { MAX_DEPTH } from './comment.policy.js';
import type { CommentReader } from './comment.reader.js';
import type { CommentStore, Tx } from './comment.store.js';

export interface CommentActionDeps {
  readonly store: CommentStore;
  readonly posts: PostReader;
  readonly reader: CommentReader;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly clock: Clock;
  readonly findByUsername: FindByUsername;
  /** Code points. */
  readonly maxCommentLength: number;
}

export interface NewComment {
  readonly text: string;
  readonly idempotencyKey?: string | null;
}

/** Where the comment will stand: under a post, or under a comment of it. */
export interface CommentTarget {
  readonly post: PostRef;
  readonly parentId: CommentId | null;
}

/** Where a comment lies, flat, as an idempotency row keeps it. */
export type CommentPlace = { readonly postAuthorId: string; readonly postId: string; readonly id: string };

/** Answers a post or a comment that the viewer sees. */
export const createComment =
  (deps: CommentActionDeps) =>
  async (viewer: SignedIn, target: CommentTarget, input: NewComment, loaders: Loaders): Promise<Outcome<CommentPlace>> => {
    const problems = textProblems(input.text, deps.maxCommentLength, false);
    if (problems.length > 0) return refused(problems);
    const text = toText(input.text);

    return deps.commit.once({ viewer, mutation: 'createComment', input, quota: 'comments' }, async (tx) => {
      // What was known before this try began may be over: a block, an account that has become private.
      loaders.reset();
      const post = await deps.posts.byRef(viewer, target.post, loaders);
      if (!post) throw notFound();
      const parent = await parentOf(deps, viewer, target, loaders);
      if (parent && parent.depth >= MAX_DEPTH) return refused([refuse('TOO_DEEP', 'parentCommentId', `A thread has at most ${MAX_DEPTH} levels.`)]);

      const createdAt = deps.clock.now();
      const comment: CommentRow = {
        _id: mintId(createdAt),
        postId: post.ref.id,
        postAuthorId: post.ref.authorId,
        authorId: viewer.userId,
        parentId: target.parentId,
        ancestorIds: parent ? [...parent.ancestorIds, parent._id] : [],
        ancestorAuthorIds: parent ? [...new Set([...parent.ancestorAuthorIds, parent.authorId!])] : [],
        depth: parent ? parent.depth + 1 : 1,
        text,
        facets: await readFacets(text, deps.findByUsername),
        deletedAt: null,
        createdAt,
        rev: 1,
        replyCount: 0,
        livingDescendants: 0,
        reactionCounts: {},
      };
      await deps.store.insert(tx, comment);
      await deps.announcer.announce(tx, commentCreated(comment, viewer.userId));
      await deps.announcer.count(tx, ...threadDeltas(comment, 1));
      return done({ postAuthorId: comment.postAuthorId, postId: comment.postId, id: comment._id });
    });
  };

/** The comment that is answered, as it is now: NOT_FOUND where the viewer may not see it, FORBIDDEN where it was deleted. */
async function parentOf(
  { store, reader }: CommentActionDeps,
  viewer: SignedIn,
  { post, parentId }: CommentTarget,
  loaders: Loaders,
): Promise<CommentRow | null> {
  if (parentId === null) return null;
  const ref = { postAuthorId: post.authorId, postId: post.id, id: parentId };
  const [found, shown] = await Promise.all([store.wholeByRefs([ref]), reader.byRef(viewer, ref, loaders)]);
  const parent = found.get(placeOf(ref));
  if (!parent || !shown) throw notFound();
  if (parent.authorId === null) throw forbidden('DELETED', 'This comment was deleted.');
  return parent;
}
