import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { AFTER, type LiveEvent, toLiveEvent } from '../../graphql/live-event.js';
import { Policy } from '../../graphql/policy.js';
import { encodeCommentId, encodePostId, postRefOrNotFound } from '../../kernel/global-id.js';
import type { PostRef } from '../../kernel/ids.js';
import { type Delivery, LiveSource } from '../../kernel/live.js';
import { type LoaderFactories, LoaderKey } from '../../kernel/loaders.js';
import { Cursor } from '../../graphql/scalars.js';
import { loadPeople } from '../profiles/index.js';
import { PostCountersChanged, PostEdited, type PostReader, PostRemoved } from '../posts/index.js';
import { CommentAdded, CommentRemoved, PostEvent } from './comment-event.type.js';
import { COMMENT_ROWS } from './comment.loaders.js';
import { COMMENT_POLICIES } from './comment.policy.js';
import type { CommentReader } from './comment.reader.js';
import { commentRefOf, peopleOf, watchPost } from './watch-post.js';

/** How the subscription, whose opening is no method of an instance, finds its dependencies. */
const WATCH_POST = new LoaderKey<ReturnType<typeof watchPost>>('post events');

@Resolver()
export class PostEventsSubscription {
  constructor(private readonly deps: { readonly posts: PostReader; readonly comments: CommentReader }) {}

  registerLoaders(factories: LoaderFactories): void {
    const watch = watchPost(this.deps);
    factories.register(WATCH_POST, () => watch);
  }

  @Policy(COMMENT_POLICIES.postEvents)
  @Subscription(() => PostEvent, {
    description: 'What happens to a post and under it. It ends when the post is gone, or lost to the viewer.',
    subscribe: ({ args, context }) => open(args as OpenArgs, context as GraphContext),
  })
  async postEvents(
    @Arg('postId', () => ID, { description: 'The id of a post that the viewer may see; otherwise NOT_FOUND.' }) _postId: string,
    @Arg('after', () => Cursor, { nullable: true, description: AFTER }) _after: string | null,
    @Root() delivery: Delivery,
    @Ctx() { viewer, loaders }: GraphContext,
  ): Promise<LiveEvent> {
    const { data, type } = delivery.event;
    if (type === 'CommentCreated') {
      const ref = commentRefOf(delivery.event);
      // All whom it takes to show it, at once: the rules then find them there.
      const row = await loaders.get(COMMENT_ROWS).load(ref);
      if (row) await loadPeople(viewer, [ref.postAuthorId, ...peopleOf(row)], loaders);
      const comment = await this.deps.comments.byRef(viewer, ref, loaders);
      return toLiveEvent(CommentAdded, delivery, { comment: comment! });
    }
    if (type === 'CommentDeleted') return toLiveEvent(CommentRemoved, delivery, { commentId: encodeCommentId(commentRefOf(delivery.event)) });
    const ref: PostRef = { authorId: data['authorId'] as string, id: data['postId'] as string };
    if (type === 'PostDeleted') return toLiveEvent(PostRemoved, delivery, { postId: encodePostId(ref) });
    await loadPeople(viewer, [ref.authorId], loaders);
    const post = await this.deps.posts.byRef(viewer, ref, loaders);
    return toLiveEvent(type === 'PostEdited' ? PostEdited : PostCountersChanged, delivery, { post: post! });
  }
}

interface OpenArgs {
  readonly postId: string;
  readonly after?: string | null;
}

async function open({ postId, after = null }: OpenArgs, { viewer, loaders }: GraphContext): Promise<LiveSource> {
  return new LiveSource(await loaders.get(WATCH_POST)(viewer, postRefOrNotFound(postId), loaders), after);
}
