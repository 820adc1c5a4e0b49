import { Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Capability, capability } from '../../graphql/capability.js';
import { ForwardArgs, toConnection } from '../../graphql/connection.js';
import type { GraphContext } from '../../graphql/context.js';
import { SameForAll } from '../../graphql/sharing.js';
import { timeOf } from '../../kernel/ids.js';
import { readPage } from '../../kernel/page.js';
import { PostType } from '../posts/index.js';
import { listReposters } from './list-reposters.js';
import { whyNotRepost } from './repost.policy.js';
import { RepostConnection, RepostEdge } from './repost.type.js';
import { viewerHasReposted } from './viewer-has-reposted.js';

/** Who has handed a post on. */
@Resolver(() => PostType)
export class PostRepostsResolver {
  @SameForAll()
  @FieldResolver(() => Int, { description: 'How many people have reposted it: a public statistic, the same for everyone, right within 5 seconds.' })
  repostCount(@Root() post: PostType): number {
    return post.repostTally;
  }

  @FieldResolver(() => Boolean, { description: 'True when the viewer has reposted it.' })
  viewerHasReposted(@Root() post: PostType, @Ctx() { viewer, loaders }: GraphContext): boolean | Promise<boolean> {
    return viewerHasReposted(viewer, post, loaders);
  }

  @FieldResolver(() => Capability, { description: 'Whether the viewer may repost it; reasons: SIGN_IN, FOLLOWERS_ONLY, PRIVATE_ACCOUNT.' })
  viewerCanRepost(@Root() post: PostType, @Ctx() { viewer }: GraphContext): Capability {
    return capability(whyNotRepost(viewer, post));
  }

  @FieldResolver(() => RepostConnection, { description: 'Who has reposted it, the latest first; those whom the viewer may not see are left out, and so are private accounts that they do not follow.' })
  async reposts(@Root() { ref }: PostType, @Args(() => ForwardArgs) args: ForwardArgs, @Ctx() { viewer, loaders }: GraphContext): Promise<RepostConnection> {
    const page = await listReposters(viewer, ref.id, readPage('reposts', args), loaders);
    return toConnection(RepostConnection, RepostEdge, 'reposts', page, ({ position }) => position, ({ position, user }) => ({ node: user, repostedAt: timeOf(position) }));
  }
}
