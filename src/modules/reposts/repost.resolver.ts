import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { selectionOf } from '../../graphql/selection.js';
import { toPayload } from '../../graphql/user-error.js';
import { postRefOrNotFound } from '../../kernel/global-id.js';
import type { PostRef } from '../../kernel/ids.js';
import { NO_SELECTION } from '../../kernel/look-ahead.js';
import { signedIn } from '../../kernel/viewer.js';
import type { PostReader, PostType } from '../posts/index.js';
import type { repostPost } from './repost-post.js';
import { RepostPostInput, RepostPostPayload, UndoRepostInput, UndoRepostPayload } from './repost.payloads.js';
import { REPOST_POLICIES } from './repost.policy.js';
import type { undoRepost } from './undo-repost.js';

export interface RepostActions {
  readonly repostPost: ReturnType<typeof repostPost>;
  readonly undoRepost: ReturnType<typeof undoRepost>;
}

@Resolver()
export class RepostResolver {
  constructor(
    private readonly actions: RepostActions,
    private readonly posts: PostReader,
  ) {}

  @Policy(REPOST_POLICIES.repostPost)
  @Mutation(() => RepostPostPayload, { nullable: true, description: 'Hands a public post on to those who follow the viewer, in the viewer\'s name; once more changes nothing. FORBIDDEN with FOLLOWERS_ONLY or PRIVATE_ACCOUNT where it is not for everybody.' })
  async repostPost(
    @Arg('input', () => RepostPostInput, { description: 'The post.' }) input: RepostPostInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RepostPostPayload> {
    const outcome = await this.actions.repostPost(signedIn(context.viewer), postRefOrNotFound(input.postId), input, context.loaders);
    return toPayload(RepostPostPayload, outcome, async (ref) => ({ post: await this.shown(ref, context, info) }));
  }

  @Policy(REPOST_POLICIES.undoRepost)
  @Mutation(() => UndoRepostPayload, { nullable: true, description: 'Takes the viewer\'s repost of a post back; without effect where there is none.' })
  async undoRepost(
    @Arg('input', () => UndoRepostInput, { description: 'The post.' }) input: UndoRepostInput,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<UndoRepostPayload> {
    const outcome = await this.actions.undoRepost(signedIn(context.viewer), postRefOrNotFound(input.postId), input, context.loaders);
    return toPayload(UndoRepostPayload, outcome, async (ref) => ({ post: await this.shown(ref, context, info) }));
  }

  private async shown(ref: PostRef, { viewer, loaders }: GraphContext, info: GraphQLResolveInfo): Promise<PostType | null> {
    // What this request has read before the mutation must not show.
    loaders.reset();
    const selection = selectionOf(info).only('post')?.selection ?? NO_SELECTION;
    const [post] = await this.posts.byRefs({ viewer, loaders, selection }, [ref]);
    return post ?? null;
  }
}
