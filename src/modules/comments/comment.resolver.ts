import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import { Capability, capability } from '../../graphql/capability.js';
import { ForwardArgs } from '../../graphql/connection.js';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { nodesOf, selectionOf } from '../../graphql/selection.js';
import { SameForAll } from '../../graphql/sharing.js';
import { notFound } from '../../kernel/errors.js';
import { decodeCommentId } from '../../kernel/global-id.js';
import { NO_SELECTION } from '../../kernel/look-ahead.js';
import { readPage } from '../../kernel/page.js';
import { type PostReader, PostType } from '../posts/index.js';
import { userById, UserType } from '../profiles/index.js';
import { COMMENT_POLICIES, whyNotDelete, whyNotReply } from './comment.policy.js';
import type { CommentReader } from './comment.reader.js';
import { CommentConnection, CommentType } from './comment.type.js';
import { toCommentConnection } from './comment.view.js';

@Resolver(() => CommentType)
export class CommentResolver {
  constructor(
    private readonly reader: CommentReader,
    private readonly posts: PostReader,
  ) {}

  @Directive('@cacheControl(maxAge: 30)')
  @Policy(COMMENT_POLICIES.comment)
  @Query(() => CommentType, { nullable: true, description: 'A comment by its id; null where there is none that the viewer may see.' })
  async comment(
    @Arg('id', () => ID, { description: 'The id of a comment.' }) id: string,
    @Ctx() { viewer, loaders }: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CommentType | null> {
    const ref = decodeCommentId(id);
    return ref && this.reader.byRefAhead({ viewer, loaders, selection: selectionOf(info) }, ref);
  }

  @SameForAll()
  @FieldResolver(() => PostType, { description: 'The post under which it stands.' })
  post(@Root() comment: CommentType, @Ctx() { viewer, loaders }: GraphContext): PostType | Promise<PostType | null> {
    const { postAuthorId, postId } = comment.ref;
    return comment.shownPost ?? this.posts.byRef(viewer, { authorId: postAuthorId, id: postId }, loaders);
  }

  @SameForAll()
  @FieldResolver(() => CommentType, { nullable: true, description: 'The comment that it answers; null where it answers the post.' })
  parent(@Root() comment: CommentType, @Ctx() { viewer, loaders }: GraphContext): CommentType | Promise<CommentType | null> | null {
    const { ref, parentId, shownParent, shownPost } = comment;
    if (parentId === null) return null;
    return shownParent ?? this.reader.byRef(viewer, { ...ref, id: parentId }, loaders, shownPost);
  }

  @SameForAll()
  @FieldResolver(() => UserType, { nullable: true, description: 'Who wrote it; null where it was deleted.' })
  author(@Root() comment: CommentType, @Ctx() { viewer, loaders }: GraphContext): UserType | null | Promise<UserType | null> {
    if (comment.authorId === null) return null;
    return comment.shownAuthor ?? userById(viewer, comment.authorId, loaders);
  }

  @FieldResolver(() => CommentConnection, { description: 'The direct answers that the viewer may see, oldest first.' })
  async replies(
    @Root() comment: CommentType,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CommentConnection> {
    const request = readPage('comments', args);
    const post = await this.post(comment, context);
    if (!post) throw notFound();
    const { viewer, loaders } = context;
    const question = { viewer, loaders, selection: nodesOf(selectionOf(info)) ?? NO_SELECTION };
    return toCommentConnection(await this.reader.thread(question, post, comment, request));
  }

  @FieldResolver(() => Capability, { description: 'Whether the viewer may delete it.' })
  viewerCanDelete(@Root() comment: CommentType, @Ctx() { viewer }: GraphContext): Capability {
    return capability(whyNotDelete(viewer, comment));
  }

  @FieldResolver(() => Capability, { description: 'Whether the viewer may answer it.' })
  viewerCanReply(@Root() comment: CommentType, @Ctx() { viewer }: GraphContext): Capability {
    return capability(whyNotReply(viewer, comment));
  }
}
