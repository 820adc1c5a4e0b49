import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Capability, capability } from '../../graphql/capability.js';
import { BothWaysArgs, toConnection } from '../../graphql/connection.js';
import type { GraphContext } from '../../graphql/context.js';
import { timeOf } from '../../kernel/ids.js';
import { readPage } from '../../kernel/page.js';
import { isSignedIn } from '../../kernel/viewer.js';
import { UserType } from '../profiles/index.js';
import type { FollowList } from './edge.store.js';
import type { ReadFollowList } from './follow-lists.js';
import { whyNotFollow } from './relationship.policy.js';
import { FollowConnection, FollowEdge } from './relationship.types.js';

/** What a person's relationships add to `User`. */
@Resolver(() => UserType)
export class UserRelationshipsResolver {
  constructor(private readonly readFollowList: ReadFollowList) {}

  @FieldResolver(() => Boolean, { description: 'The viewer follows this person.' })
  viewerIsFollowing(@Root() user: UserType): boolean {
    return user.relation.viewerFollows;
  }

  @FieldResolver(() => Boolean, { description: 'This person follows the viewer.' })
  viewerIsFollowedBy(@Root() user: UserType): boolean {
    return user.relation.followsViewer;
  }

  @FieldResolver(() => Capability, { description: 'Whether the viewer may follow this person.' })
  viewerCanFollow(@Root() user: UserType, @Ctx() { viewer }: GraphContext): Capability {
    return capability(whyNotFollow(isSignedIn(viewer), user.relation));
  }

  @FieldResolver(() => FollowConnection, { description: 'People who follow this one, whom the viewer may see.' })
  followers(@Root() user: UserType, @Args(() => BothWaysArgs) args: BothWaysArgs, @Ctx() context: GraphContext): Promise<FollowConnection> {
    return this.list('followers', user, args, context);
  }

  @FieldResolver(() => FollowConnection, { description: 'People whom this one follows, whom the viewer may see.' })
  following(@Root() user: UserType, @Args(() => BothWaysArgs) args: BothWaysArgs, @Ctx() context: GraphContext): Promise<FollowConnection> {
    return this.list('following', user, args, context);
  }

  @FieldResolver(() => FollowConnection, { description: 'People who follow this one and are followed back, whom the viewer may see.' })
  mutuals(@Root() user: UserType, @Args(() => BothWaysArgs) args: BothWaysArgs, @Ctx() context: GraphContext): Promise<FollowConnection> {
    return this.list('mutuals', user, args, context);
  }

  private async list(list: FollowList, user: UserType, args: BothWaysArgs, { viewer, loaders }: GraphContext): Promise<FollowConnection> {
    const page = await this.readFollowList(viewer, list, user.userId, readPage('follows', args), loaders);
    return toConnection(FollowConnection, FollowEdge, 'follows', page, (row) => row.followId, (row) => ({ node: row.user, followedAt: timeOf(row.followId) }));
  }
}
