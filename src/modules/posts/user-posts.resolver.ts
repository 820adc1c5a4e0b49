import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql';
import { ForwardArgs } from '../../graphql/connection.js';
import type { GraphContext } from '../../graphql/context.js';
import { nodesOf, selectionOf } from '../../graphql/selection.js';
import { SameForAll } from '../../graphql/sharing.js';
import { NO_SELECTION } from '../../kernel/look-ahead.js';
import { readPage } from '../../kernel/page.js';
import { UserType } from '../profiles/index.js';
import { postCountOf } from './author-reads.js';
import type { PostReader } from './post.reader.js';
import { PostConnection } from './post.type.js';
import { toPostConnection } from './post.view.js';

/** What a person has published. */
@Resolver(() => UserType)
export class UserPostsResolver {
  constructor(private readonly reader: PostReader) {}

  @FieldResolver(() => PostConnection, { description: 'The person\'s posts that the viewer may see, newest first.' })
  async posts(
    @Root() user: UserType,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() { viewer, loaders }: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PostConnection> {
    const selection = nodesOf(selectionOf(info)) ?? NO_SELECTION;
    const question = { viewer, loaders, selection };
    return toPostConnection(await this.reader.ofAuthor(question, user.userId, user.relation, readPage('posts', args)));
  }

  @SameForAll()
  @FieldResolver(() => Int, { description: 'The person\'s public posts: a public statistic, the same for everyone, right within 5 seconds.' })
  postCount(@Root() user: UserType, @Ctx() { loaders }: GraphContext): Promise<number> {
    return postCountOf(loaders, user.userId);
  }
}
