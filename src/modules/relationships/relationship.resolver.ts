import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { toPayload } from '../../graphql/user-error.js';
import { decodeUserId, encodeUserId } from '../../kernel/global-id.js';
import type { UserId } from '../../kernel/ids.js';
import { userById } from '../profiles/index.js';
import type { PairAction } from './relationship.actions.js';
import { BlockUserPayload, FollowUserPayload, PairInput, UnblockUserPayload, UnfollowUserPayload } from './relationship.types.js';

export interface RelationshipActions {
  readonly followUser: PairAction;
  readonly unfollowUser: PairAction;
  readonly blockUser: PairAction;
  readonly unblockUser: PairAction;
}

@Resolver()
export class RelationshipResolver {
  constructor(private readonly actions: RelationshipActions) {}

  @Mutation(() => FollowUserPayload, { nullable: true, description: 'Follows somebody: what they post shows in the viewer\'s home feed.' })
  async followUser(@Arg('input', () => PairInput, { description: 'Whom.' }) input: PairInput, @Ctx() context: GraphContext): Promise<FollowUserPayload> {
    const outcome = await this.actions.followUser(context.viewer, requestOf(input));
    return toPayload(FollowUserPayload, outcome, async ({ userId }) => ({ user: await freshUser(userId, context) }));
  }

  @Mutation(() => UnfollowUserPayload, { nullable: true, description: 'Ends following somebody.' })
  async unfollowUser(@Arg('input', () => PairInput, { description: 'Whom.' }) input: PairInput, @Ctx() context: GraphContext): Promise<UnfollowUserPayload> {
    const outcome = await this.actions.unfollowUser(context.viewer, requestOf(input));
    return toPayload(UnfollowUserPayload, outcome, async ({ userId }) => ({ user: await freshUser(userId, context) }));
  }

  @Mutation(() => BlockUserPayload, { nullable: true, description: 'Hides the viewer and somebody from each other, and ends follows between them.' })
  async blockUser(@Arg('input', () => PairInput, { description: 'Whom.' }) input: PairInput, @Ctx() { viewer, loaders }: GraphContext): Promise<BlockUserPayload> {
    const outcome = await this.actions.blockUser(viewer, requestOf(input));
    loaders.reset();
    return toPayload(BlockUserPayload, outcome, ({ userId }) => ({ blockedUserId: encodeUserId(userId) }));
  }

  @Mutation(() => UnblockUserPayload, { nullable: true, description: 'Lifts a block; follows that it ended are not restored.' })
  async unblockUser(@Arg('input', () => PairInput, { description: 'Whom.' }) input: PairInput, @Ctx() context: GraphContext): Promise<UnblockUserPayload> {
    const outcome = await this.actions.unblockUser(context.viewer, requestOf(input));
    return toPayload(UnblockUserPayload, outcome, async ({ userId }) => ({ user: await freshUser(userId, context) }));
  }
}

const requestOf = ({ userId, idempotencyKey }: PairInput) => ({ userId: decodeUserId(userId), idempotencyKey });

/** What was read before the commit is old now. */
function freshUser(userId: UserId, { viewer, loaders }: GraphContext) {
  loaders.reset();
  return userById(viewer, userId, loaders);
}
