import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Capability, capability } from '../../graphql/capability.js';
import { BothWaysArgs, toConnection } from '../../graphql/connection.js';
import type { GraphContext } from '../../graphql/context.js';
import { timeOf } from '../../kernel/ids.js';
import { readPage } from '../../kernel/page.js';
import { UserType } from '../profiles/index.js';
import type { FollowList } from './follow-list.store.js';
import { FollowConnection, FollowEdge } from './follow.type.js';
import { listFollows } from './list-follows.js';
import { ASKED, type Asked, NOBODY_ASKED } from './relationship.loaders.js';
import { whyNotBlock, whyNotFollow, whyNotSeeFollowLists } from './relationship.policy.js';

/** The edges of a person that relationships owns. */
@Resolver(() => UserType)
export class UserRelationshipsResolver {
  @FieldResolver(() => Boolean, { description: 'True when the viewer follows this person.' })
  viewerIsFollowing(@Root() { relation }: UserType): boolean {
    return relation.viewerFollows;
  }

  @FieldResolver(() => Boolean, { description: 'True when this person follows the viewer.' })
  viewerIsFollowedBy(@Root() { relation }: UserType): boolean {
    return relation.followsViewer;
  }

  @FieldResolver(() => Boolean, { description: 'True when the viewer has asked to follow this person, who has not answered.' })
  async viewerHasRequested(@Root() user: UserType, @Ctx() context: GraphContext): Promise<boolean> {
    return (await asked(user, context)).byViewer;
  }

  @FieldResolver(() => Boolean, { description: 'True when this person has asked to follow the viewer, who has not answered.' })
  async viewerIsRequestedBy(@Root() user: UserType, @Ctx() context: GraphContext): Promise<boolean> {
    return (await asked(user, context)).ofViewer;
  }

  @FieldResolver(() => Boolean, { description: 'True while this person\'s posts are kept out of the viewer\'s home feed.' })
  viewerHasMuted(@Root() { relation }: UserType): boolean {
    return relation.viewerMutes;
  }

  @FieldResolver(() => Capability, { description: 'Whether the viewer may see who follows this person, and whom they follow; reasons: HIDDEN, FOLLOWERS_ONLY. Where not, the lists are empty.' })
  viewerCanSeeFollowLists(@Root() { relation }: UserType): Capability {
    return capability(whyNotSeeFollowLists(relation));
  }

  @FieldResolver(() => Capability, { description: 'Whether the viewer may follow this person; reasons: SIGN_IN, SELF.' })
  viewerCanFollow(@Root() { relation }: UserType, @Ctx() { viewer }: GraphContext): Capability {
    return capability(whyNotFollow(viewer, relation));
  }

  @FieldResolver(() => Capability, { description: 'Whether the viewer may block this person; reasons: SIGN_IN, SELF.' })
  viewerCanBlock(@Root() { relation }: UserType, @Ctx() { viewer }: GraphContext): Capability {
    return capability(whyNotBlock(viewer, relation));
  }

  @FieldResolver(() => FollowConnection, { description: 'Who follows this person, the latest first; those whom the viewer may not see are left out.' })
  followers(@Root() user: UserType, @Args(() => BothWaysArgs) args: BothWaysArgs, @Ctx() context: GraphContext): Promise<FollowConnection> {
    return page('followers', user, args, context);
  }

  @FieldResolver(() => FollowConnection, { description: 'Whom this person follows, the latest first; those whom the viewer may not see are left out.' })
  following(@Root() user: UserType, @Args(() => BothWaysArgs) args: BothWaysArgs, @Ctx() context: GraphContext): Promise<FollowConnection> {
    return page('following', user, args, context);
  }

  @FieldResolver(() => FollowConnection, { description: 'Who follows this person and is followed back, the latest first; those whom the viewer may not see are left out.' })
  mutuals(@Root() user: UserType, @Args(() => BothWaysArgs) args: BothWaysArgs, @Ctx() context: GraphContext): Promise<FollowConnection> {
    return page('mutuals', user, args, context);
  }
}

async function asked({ userId }: UserType, { viewer, loaders }: GraphContext): Promise<Asked> {
  if (viewer.userId === null || viewer.userId === userId) return NOBODY_ASKED;
  return (await loaders.get(ASKED).load({ viewerId: viewer.userId, userId })) ?? NOBODY_ASKED;
}

async function page(list: FollowList, user: UserType, args: BothWaysArgs, { viewer, loaders }: GraphContext): Promise<FollowConnection> {
  const found = await listFollows(viewer, list, user, readPage('follows', args), loaders);
  return toConnection(FollowConnection, FollowEdge, 'follows', found, (row) => row.position, ({ position, user }) => ({ node: user, followedAt: timeOf(position) }));
}
