import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { selectionOf } from '../../graphql/selection.js';
import { toPayload } from '../../graphql/user-error.js';
import { notFound } from '../../kernel/errors.js';
import { decodeCommentId, encodeCommentId, postRefOrNotFound } from '../../kernel/global-id.js';
import { NO_SELECTION } from '../../kernel/look-ahead.js';
import { signedIn } from '../../kernel/viewer.js';
import { CreateCommentInput, CreateCommentPayload, DeleteCommentInput, DeleteCommentPayload } from './comment.payloads.js';
import { COMMENT_POLICIES } from './comment.policy.js';
import type { CommentReader } from './comment.reader.js';
import type { CommentTarget, createComment } from './create-comment.js';
import type { deleteComment } from './delete-comment.js';

export interface CommentActions {
  readonly createComment: ReturnType<typeof createComment>;
  readonly deleteComment: ReturnType<typeof deleteComment>;
}

@Resolver()
export class CommentMutationsResolver {
  constructor(
    private readonly actions: CommentActions,
    private readonly reader: CommentReader,
  ) {}

  @Policy(COMMENT_POLICIES.createComment)
  @Mutation(() => CreateCommentPayload, { nullable: true, description: 'Answers a post or a comment.' })
  async createComment(
    @Arg('input', () => CreateCommentInput, { description: 'The comment.' }) input: CreateCommentInput,
    @Ctx() { viewer, loaders }: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CreateCommentPayload> {
    const outcome = await this.actions.createComment(signedIn(viewer), targetOf(input), input, loaders);
    // What this request has read before the mutation must not show.
    loaders.reset();
    const selection = selectionOf(info).only('comment')?.selection ?? NO_SELECTION;
    return toPayload(CreateCommentPayload, outcome, async (ref) => ({
      comment: await this.reader.byRefAhead({ viewer, loaders, selection }, ref),
    }));
  }

  @Policy(COMMENT_POLICIES.deleteComment)
  @Mutation(() => DeleteCommentPayload, { nullable: true, description: 'Deletes one\'s own comment; living answers keep their place below it.' })
  async deleteComment(
    @Arg('input', () => DeleteCommentInput, { description: 'The comment.' }) input: DeleteCommentInput,
    @Ctx() { viewer, loaders }: GraphContext,
  ): Promise<DeleteCommentPayload> {
    const me = signedIn(viewer);
    const ref = decodeCommentId(input.commentId);
    if (!ref) throw notFound();
    const outcome = await this.actions.deleteComment(me, ref, input, loaders);
    loaders.reset();
    return toPayload(DeleteCommentPayload, outcome, (place) => ({ deletedCommentId: encodeCommentId(place) }));
  }
}

/** Ids that can't be read, and a parent under another post, are absent. */
function targetOf({ postId, parentCommentId }: CreateCommentInput): CommentTarget {
  const post = postRefOrNotFound(postId);
  if (parentCommentId == null) return { post, parentId: null };
  const parent = decodeCommentId(parentCommentId);
  if (!parent || parent.postId !== post.id || parent.postAuthorId !== post.authorId) throw notFound();
  return { post, parentId: parent.id };
}
