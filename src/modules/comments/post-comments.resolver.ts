import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { Capability, capability } from '../../graphql/capability.js';
import { ForwardArgs } from '../../graphql/connection.js';
import type { GraphContext } from '../../graphql/context.js';
import { nodesOf, selectionOf } from '../../graphql/selection.js';
import { NO_SELECTION } from '../../kernel/look-ahead.js';
import { readPage } from '../../kernel/page.js';
import { PostType, whyNotTakePart } from '../posts/index.js';
import type { CommentReader } from './comment.reader.js';
import { CommentConnection } from './comment.type.js';
import { toCommentConnection } from './comment.view.js';
import { POST_COMMENTS } from './post-comments.part.js';

/** The thread under a post. */
@Resolver(() => PostType)
export class PostCommentsResolver {
  constructor(private readonly reader: CommentReader) {}

  @FieldResolver(() => CommentConnection, { description: 'The direct answers that the viewer may see, oldest first.' })
  comments(
    @Root() post: PostType,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() { viewer, loaders }: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): CommentConnection | Promise<CommentConnection> {
    const request = readPage('comments', args);
    const ready = post.prefetched.get(POST_COMMENTS);
    if (ready?.request.size === request.size && ready.request.after === request.after) return toCommentConnection(ready.page);
    const question = { viewer, loaders, selection: nodesOf(selectionOf(info)) ?? NO_SELECTION };
    return this.reader.thread(question, post, null, request).then(toCommentConnection);
  }

  @FieldResolver(() => Capability, { description: 'Whether the viewer may answer it.' })
  viewerCanComment(@Ctx() { viewer }: GraphContext): Capability {
    return capability(whyNotTakePart(viewer));
  }
}
