import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { selectionOf } from '../../graphql/selection.js';
import { toPayload } from '../../graphql/user-error.js';
import { encodePostId, postRefOrNotFound } from '../../kernel/global-id.js';
import type { PostRef } from '../../kernel/ids.js';
import { NO_SELECTION } from '../../kernel/look-ahead.js';
import { signedIn } from '../../kernel/viewer.js';
import type { createPost } from './create-post.js';
import type { deletePost } from './delete-post.js';
import type { editPost } from './edit-post.js';
import { CreatePostInput, CreatePostPayload, DeletePostInput, DeletePostPayload, EditPostInput, EditPostPayload } from './post.payloads.js';
import { POST_POLICIES } from './post.policy.js';
import type { PostReader } from './post.reader.js';
import type { PostType } from './post.type.js';

export interface PostActions {
  readonly createPost: ReturnType<typeof createPost>;
  readonly editPost: ReturnType<typeof editPost>;
  readonly deletePost: ReturnType<typeof deletePost>;
}

@Resolver()
export class PostMutationsResolver {
  constructor(
    private readonly actions: PostActions,
    private readonly reader: PostReader,
  ) {}

  @Policy(POST_POLICIES.createPost)
  @Mutation(() => CreatePostPayload, { nullable: true, description: 'Publishes a post.' })
  async createPost(
    @Arg('input', () => CreatePostInput, { description: 'The post.' }) input: CreatePostInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CreatePostPayload> {
    const outcome = await this.actions.createPost(signedIn(context.viewer), input);
    return toPayload(CreatePostPayload, outcome, async (ref) => ({ post: await this.shown(ref, context, info) }));
  }

  @Policy(POST_POLICIES.editPost)
  @Mutation(() => EditPostPayload, { nullable: true, description: 'Changes the text of one\'s own post.' })
  async editPost(
    @Arg('input', () => EditPostInput, { description: 'The new text.' }) input: EditPostInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<EditPostPayload> {
    const viewer = signedIn(context.viewer);
    const outcome = await this.actions.editPost(viewer, postRefOrNotFound(input.postId), input, context.loaders);
    return toPayload(EditPostPayload, outcome, async (ref) => ({ post: await this.shown(ref, context, info) }));
  }

  @Policy(POST_POLICIES.deletePost)
  @Mutation(() => DeletePostPayload, { nullable: true, description: 'Deletes one\'s own post, with its comments and reactions.' })
  async deletePost(
    @Arg('input', () => DeletePostInput, { description: 'The post.' }) input: DeletePostInput,
    @Ctx() { viewer, loaders }: GraphContext,
  ): Promise<DeletePostPayload> {
    const outcome = await this.actions.deletePost(signedIn(viewer), postRefOrNotFound(input.postId), input, loaders);
    loaders.reset();
    return toPayload(DeletePostPayload, outcome, (ref) => ({ deletedPostId: encodePostId(ref) }));
  }

  private async shown(ref: PostRef, { viewer, loaders }: GraphContext, info: GraphQLResolveInfo): Promise<PostType | null> {
    // What this request has read before the mutation must not show.
    loaders.reset();
    const selection = selectionOf(info).only('post')?.selection ?? NO_SELECTION;
    const [post] = await this.reader.byRefs({ viewer, loaders, selection }, [ref]);
    return post ?? null;
  }
}
