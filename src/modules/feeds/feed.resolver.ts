import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Directive, ID, Info, Query, Resolver } from 'type-graphql';
import { ForwardArgs } from '../../graphql/connection.js';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { nodesOf, selectionOf } from '../../graphql/selection.js';
import { decodeUserId } from '../../kernel/global-id.js';
import { NO_SELECTION } from '../../kernel/look-ahead.js';
import { readPage } from '../../kernel/page.js';
import { signedIn } from '../../kernel/viewer.js';
import { PostConnection, type PostQuestion, type PostReader, toPostConnection } from '../posts/index.js';
import { FEED_POLICIES } from './feed.policy.js';
import { HomeFeedArgs } from './feed.args.js';
import { HomeFeedConnection, toHomeFeed } from './feed.type.js';
import type { homeFeed } from './home/home-feed.js';
import { decodeRankedCursor, isRankedCursor } from './ranked/ranked-cursor.js';
import type { rankedFeed } from './ranked/ranked-feed.js';
import { toRankedFeed } from './ranked/ranked.type.js';
import type { userFeed } from './user-feed.js';

export interface FeedActions {
  readonly home: ReturnType<typeof homeFeed>;
  readonly ranked: ReturnType<typeof rankedFeed>;
  readonly ofUser: ReturnType<typeof userFeed>;
  readonly posts: PostReader;
}

@Resolver()
export class FeedResolver {
  constructor(private readonly feeds: FeedActions) {}

  @Policy(FEED_POLICIES.homeFeed)
  @Query(() => HomeFeedConnection, { description: 'What the people whom the viewer follows publish and repost, the viewer\'s own, and public posts with tags that they follow; newest first or ranked, and each post once.' })
  async homeFeed(@Args(() => HomeFeedArgs) args: HomeFeedArgs, @Ctx() context: GraphContext, @Info() info: GraphQLResolveInfo): Promise<HomeFeedConnection> {
    const viewer = signedIn(context.viewer);
    const selection = selectionOf(info);
    const namesReposters = selection.all('edges').some((edges) => edges.selection.all('reason').some((reason) => reason.selection.has('repostedBy')));
    const asked = { node: nodesOf(selection) ?? NO_SELECTION, namesReposters };
    // The cursor behind a ranking is one of the chronological feed.
    if (args.order === 'RANKED' && (args.after == null || isRankedCursor(args.after))) {
      const after = args.after == null ? null : decodeRankedCursor(args.after, 'after');
      return toRankedFeed(await this.feeds.ranked(viewer, asked, readPage('posts', { first: args.first }).size, after, context.loaders), after !== null);
    }
    return toHomeFeed(await this.feeds.home(viewer, asked, readPage('posts', args), context.loaders));
  }

  @Directive('@cacheControl(maxAge: 30)')
  @Policy(FEED_POLICIES.userFeed)
  @Query(() => PostConnection, { nullable: true, description: 'A person\'s posts that the viewer may see, newest first; null where the viewer may not know of the person.' })
  async userFeed(
    @Arg('userId', () => ID, { description: 'The person.' }) userId: string,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PostConnection | null> {
    const request = readPage('posts', args);
    const id = decodeUserId(userId);
    const page = id === null ? null : await this.feeds.ofUser(questionOf(context, info), id, request);
    return page && toPostConnection(page);
  }

  @Directive('@cacheControl(maxAge: 30)')
  @Policy(FEED_POLICIES.publicFeed)
  @Query(() => PostConnection, { description: 'Everybody\'s public posts that the viewer may see, newest first.' })
  async publicFeed(@Args(() => ForwardArgs) args: ForwardArgs, @Ctx() context: GraphContext, @Info() info: GraphQLResolveInfo): Promise<PostConnection> {
    return toPostConnection(await this.feeds.posts.ofEverybody(questionOf(context, info), readPage('posts', args)));
  }
}

const questionOf = ({ viewer, loaders }: GraphContext, info: GraphQLResolveInfo): PostQuestion => ({
  viewer,
  loaders,
  selection: nodesOf(selectionOf(info)) ?? NO_SELECTION,
});
