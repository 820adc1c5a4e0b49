import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ForwardArgs, toConnection } from '../../../graphql/connection.js';
import type { GraphContext } from '../../../graphql/context.js';
import { Policy } from '../../../graphql/policy.js';
import { toPayload } from '../../../graphql/user-error.js';
import { postRefOrNotFound } from '../../../kernel/global-id.js';
import { type PostRef, timeOf } from '../../../kernel/ids.js';
import { readPage } from '../../../kernel/page.js';
import { isSignedIn, signedIn } from '../../../kernel/viewer.js';
import { ViewerType } from '../../accounts/index.js';
import { type PostReader, PostType } from '../../posts/index.js';
import { FEED_POLICIES } from '../feed.policy.js';
import type { listMutedThreads } from './list-muted-threads.js';
import type { muteThread, unmuteThread } from './mute-thread.js';
import { THREAD_MUTES } from './thread-mute.loaders.js';
import { MutedThreadConnection, MutedThreadEdge, MuteThreadInput, MuteThreadPayload, UnmuteThreadInput, UnmuteThreadPayload } from './thread-mute.type.js';

export interface ThreadMuteActions {
  readonly muteThread: ReturnType<typeof muteThread>;
  readonly unmuteThread: ReturnType<typeof unmuteThread>;
  readonly mutedBy: ReturnType<typeof listMutedThreads>;
  readonly posts: PostReader;
}

/** Which threads one does not want to meet for a while. */
@Resolver()
export class ThreadMuteResolver {
  constructor(private readonly actions: ThreadMuteActions) {}

  @Policy(FEED_POLICIES.muteThread)
  @Mutation(() => MuteThreadPayload, { nullable: true, description: 'Keeps a post out of the viewer\'s home feed and its events, and out of nothing else; nobody is told. Once more sets another end.' })
  async muteThread(@Arg('input', () => MuteThreadInput, { description: 'Which, and how long.' }) input: MuteThreadInput, @Ctx() context: GraphContext): Promise<MuteThreadPayload> {
    const outcome = await this.actions.muteThread(signedIn(context.viewer), postRefOrNotFound(input.postId), input, context.loaders);
    return toPayload(MuteThreadPayload, outcome, async (ref) => ({ post: await this.shown(ref, context) }));
  }

  @Policy(FEED_POLICIES.unmuteThread)
  @Mutation(() => UnmuteThreadPayload, { nullable: true, description: 'Takes the mute of a thread back.' })
  async unmuteThread(@Arg('input', () => UnmuteThreadInput, { description: 'Which.' }) input: UnmuteThreadInput, @Ctx() context: GraphContext): Promise<UnmuteThreadPayload> {
    const outcome = await this.actions.unmuteThread(signedIn(context.viewer), postRefOrNotFound(input.postId), input, context.loaders);
    return toPayload(UnmuteThreadPayload, outcome, async (ref) => ({ post: await this.shown(ref, context) }));
  }

  private shown(ref: PostRef, { viewer, loaders }: GraphContext): Promise<PostType | null> {
    loaders.reset();
    return this.actions.posts.byRef(viewer, ref, loaders);
  }
}

@Resolver(() => ViewerType)
export class MutedThreadsResolver {
  constructor(private readonly mutedBy: ThreadMuteActions['mutedBy']) {}

  @FieldResolver(() => MutedThreadConnection, { description: 'Which threads the viewer has muted, the latest first; mutes that have ended are not there.' })
  async mutedThreads(@Root() { signedIn: viewer }: ViewerType, @Args(() => ForwardArgs) args: ForwardArgs, @Ctx() { loaders }: GraphContext): Promise<MutedThreadConnection> {
    const found = await this.mutedBy(viewer, readPage('mutes', args), loaders);
    return toConnection(MutedThreadConnection, MutedThreadEdge, 'mutes', found, ({ row }) => row.id, ({ row, post }) => (
      { node: post, mutedAt: timeOf(row.id), until: row.until }
    ));
  }
}

@Resolver(() => PostType)
export class PostMutedResolver {
  @FieldResolver(() => Boolean, { description: 'True while this post is kept out of the viewer\'s home feed by a mute of its own.' })
  viewerHasMuted(@Root() { ref }: PostType, @Ctx() { viewer, loaders }: GraphContext): boolean | Promise<boolean> {
    return isSignedIn(viewer) && loaders.get(THREAD_MUTES).load({ muterId: viewer.userId, postId: ref.id });
  }
}
