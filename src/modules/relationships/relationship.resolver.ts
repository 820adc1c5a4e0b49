import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { toPayload } from '../../graphql/user-error.js';
import { encodeUserId } from '../../kernel/global-id.js';
import { act } from './relationship.answers.js';
import type { PersonAction } from './relationship-actions.js';
import {
  BlockUserInput,
  BlockUserPayload,
  FollowUserInput,
  FollowUserPayload,
  UnblockUserInput,
  UnblockUserPayload,
  UnfollowUserInput,
  UnfollowUserPayload,
} from './relationship.payloads.js';
import { RELATIONSHIP_POLICIES } from './relationship.policy.js';

export interface RelationshipActions {
  readonly followUser: PersonAction;
  readonly unfollowUser: PersonAction;
  readonly blockUser: PersonAction;
  readonly unblockUser: PersonAction;
}

@Resolver()
export class RelationshipResolver {
  constructor(private readonly actions: RelationshipActions) {}

  @Policy(RELATIONSHIP_POLICIES.followUser)
  @Mutation(() => FollowUserPayload, { nullable: true, description: 'Follows a person, or asks to, where the account is private; once more changes nothing.' })
  followUser(
    @Arg('input', () => FollowUserInput, { description: 'Whom.' }) input: FollowUserInput,
    @Ctx() context: GraphContext,
  ): Promise<FollowUserPayload> {
    return act(FollowUserPayload, this.actions.followUser, input, context);
  }

  @Policy(RELATIONSHIP_POLICIES.unfollowUser)
  @Mutation(() => UnfollowUserPayload, { nullable: true, description: 'Follows a person no longer, and takes back the request where there is one.' })
  unfollowUser(
    @Arg('input', () => UnfollowUserInput, { description: 'Whom.' }) input: UnfollowUserInput,
    @Ctx() context: GraphContext,
  ): Promise<UnfollowUserPayload> {
    return act(UnfollowUserPayload, this.actions.unfollowUser, input, context);
  }

  @Policy(RELATIONSHIP_POLICIES.blockUser)
  @Mutation(() => BlockUserPayload, { nullable: true, description: 'Hides the viewer and a person from each other, and ends follows both ways.' })
  async blockUser(
    @Arg('input', () => BlockUserInput, { description: 'Whom.' }) input: BlockUserInput,
    @Ctx() { viewer, loaders }: GraphContext,
  ): Promise<BlockUserPayload> {
    const outcome = await this.actions.blockUser(viewer, input);
    loaders.reset();
    return toPayload(BlockUserPayload, outcome, ({ userId }) => ({ user: null, userId: encodeUserId(userId) }));
  }

  @Policy(RELATIONSHIP_POLICIES.unblockUser)
  @Mutation(() => UnblockUserPayload, { nullable: true, description: 'Takes a block back; follows that it ended stay ended.' })
  unblockUser(
    @Arg('input', () => UnblockUserInput, { description: 'Whom.' }) input: UnblockUserInput,
    @Ctx() context: GraphContext,
  ): Promise<UnblockUserPayload> {
    return act(UnblockUserPayload, this.actions.unblockUser, input, context);
  }
}
