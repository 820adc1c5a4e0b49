import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { toPayload } from '../../graphql/user-error.js';
import type { UserId } from '../../kernel/ids.js';
import { signedIn } from '../../kernel/viewer.js';
import { ViewerType } from '../accounts/index.js';
import type { TagAction } from './follow-tag.js';
import { RELATIONSHIP_POLICIES } from './relationship.policy.js';
import { FollowTagInput, FollowTagPayload, UnfollowTagInput, UnfollowTagPayload } from './tag-follow.type.js';

export interface TagFollowActions {
  readonly followTag: TagAction;
  readonly unfollowTag: TagAction;
  readonly tagsOf: (userId: UserId) => Promise<readonly string[]>;
}

/** About what one wants to read, whoever writes it. */
@Resolver(() => ViewerType)
export class TagFollowResolver {
  constructor(private readonly actions: TagFollowActions) {}

  @Policy(RELATIONSHIP_POLICIES.followTag)
  @Mutation(() => FollowTagPayload, { nullable: true, description: 'Brings everybody\'s public posts with a tag into the viewer\'s home feed; nobody is told. At most 100 tags.' })
  async followTag(@Arg('input', () => FollowTagInput, { description: 'Which.' }) input: FollowTagInput, @Ctx() { viewer }: GraphContext): Promise<FollowTagPayload> {
    const who = signedIn(viewer);
    return toPayload(FollowTagPayload, await this.actions.followTag(who, input), async ({ tag }) => ({ tag, followedTags: await this.actions.tagsOf(who.userId) }));
  }

  @Policy(RELATIONSHIP_POLICIES.unfollowTag)
  @Mutation(() => UnfollowTagPayload, { nullable: true, description: 'Follows a tag no longer; without effect where the viewer does not follow it.' })
  async unfollowTag(@Arg('input', () => UnfollowTagInput, { description: 'Which.' }) input: UnfollowTagInput, @Ctx() { viewer }: GraphContext): Promise<UnfollowTagPayload> {
    const who = signedIn(viewer);
    return toPayload(UnfollowTagPayload, await this.actions.unfollowTag(who, input), async ({ tag }) => ({ tag, followedTags: await this.actions.tagsOf(who.userId) }));
  }

  @FieldResolver(() => [String], { description: 'The tags that the viewer follows, the latest first, as they are kept: in lower case, without their sign. At most 100; nobody else sees them.' })
  followedTags(@Root() { signedIn: { userId } }: ViewerType): Promise<readonly string[]> {
    return this.actions.tagsOf(userId);
  }
}
