import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { ForwardArgs } from '../../graphql/connection.js';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { nodesOf, selectionOf } from '../../graphql/selection.js';
import { badInput } from '../../kernel/errors.js';
import { NO_SELECTION } from '../../kernel/look-ahead.js';
import { readPage } from '../../kernel/page.js';
import { tagKey } from '../../kernel/tag.js';
import { PostConnection, type PostReader, toPostConnection } from '../posts/index.js';
import { FEED_POLICIES } from './feed.policy.js';

/** What is written about one thing. */
@Resolver()
export class TagFeedResolver {
  constructor(private readonly posts: PostReader) {}

  @Directive('@cacheControl(maxAge: 30)')
  @Policy(FEED_POLICIES.tagFeed)
  @Query(() => PostConnection, { description: 'Everybody\'s public posts with a tag that the viewer may see, newest first.' })
  async tagFeed(
    @Arg('tag', () => String, { description: 'The tag in any spelling, with or without its sign: letters, digits and underscores, at most 100.' }) tag: string,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() { viewer, loaders }: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PostConnection> {
    const request = readPage('posts', args);
    const key = tagKey(tag);
    if (key === null) throw badInput('tag', 'A tag has letters, digits and underscores.');
    const selection = nodesOf(selectionOf(info)) ?? NO_SELECTION;
    return toPostConnection(await this.posts.withTag({ viewer, loaders, selection }, key, request));
  }
}
