import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ForwardArgs, toConnection } from '../../graphql/connection.js';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { type UserId, timeOf } from '../../kernel/ids.js';
import { type PageRequest, readPage } from '../../kernel/page.js';
import { ViewerType } from '../accounts/index.js';
import type { ListedRow } from './follow-list.store.js';
import {
  AcceptFollowRequestInput,
  AcceptFollowRequestPayload,
  RejectFollowRequestInput,
  RejectFollowRequestPayload,
  RemoveFollowerInput,
  RemoveFollowerPayload,
} from './follow-request.payloads.js';
import { FollowRequestConnection, FollowRequestEdge } from './follow.type.js';
import { listUsers } from './list-follows.js';
import type { PersonAction } from './relationship-actions.js';
import { act } from './relationship.answers.js';
import { RELATIONSHIP_POLICIES } from './relationship.policy.js';

type ReadRequests = (userId: UserId, request: PageRequest) => Promise<readonly ListedRow[]>;

export interface FollowRequestActions {
  readonly acceptFollowRequest: PersonAction;
  readonly rejectFollowRequest: PersonAction;
  readonly removeFollower: PersonAction;
  readonly received: ReadRequests;
  readonly sent: ReadRequests;
}

/** Who may follow, by consent. */
@Resolver(() => ViewerType)
export class FollowRequestResolver {
  constructor(private readonly actions: FollowRequestActions) {}

  @Policy(RELATIONSHIP_POLICIES.acceptFollowRequest)
  @Mutation(() => AcceptFollowRequestPayload, { nullable: true, description: 'Lets somebody follow who has asked to; NOT_FOUND where they do not ask (any more).' })
  acceptFollowRequest(
    @Arg('input', () => AcceptFollowRequestInput, { description: 'Whom.' }) input: AcceptFollowRequestInput,
    @Ctx() context: GraphContext,
  ): Promise<AcceptFollowRequestPayload> {
    return act(AcceptFollowRequestPayload, this.actions.acceptFollowRequest, input, context);
  }

  @Policy(RELATIONSHIP_POLICIES.rejectFollowRequest)
  @Mutation(() => RejectFollowRequestPayload, { nullable: true, description: 'Does not let somebody follow who has asked to; they may ask again.' })
  rejectFollowRequest(
    @Arg('input', () => RejectFollowRequestInput, { description: 'Whom.' }) input: RejectFollowRequestInput,
    @Ctx() context: GraphContext,
  ): Promise<RejectFollowRequestPayload> {
    return act(RejectFollowRequestPayload, this.actions.rejectFollowRequest, input, context);
  }

  @Policy(RELATIONSHIP_POLICIES.removeFollower)
  @Mutation(() => RemoveFollowerPayload, { nullable: true, description: 'Is followed by a person no longer; they may follow, or ask, again.' })
  removeFollower(
    @Arg('input', () => RemoveFollowerInput, { description: 'Whom.' }) input: RemoveFollowerInput,
    @Ctx() context: GraphContext,
  ): Promise<RemoveFollowerPayload> {
    return act(RemoveFollowerPayload, this.actions.removeFollower, input, context);
  }

  @FieldResolver(() => FollowRequestConnection, { description: 'Who has asked to follow the viewer and waits for an answer, the latest first.' })
  followRequests(@Root() viewer: ViewerType, @Args(() => ForwardArgs) args: ForwardArgs, @Ctx() context: GraphContext): Promise<FollowRequestConnection> {
    return page(this.actions.received, viewer, args, context);
  }

  @FieldResolver(() => FollowRequestConnection, { description: 'Whom the viewer has asked to follow and who has not answered, the latest first.' })
  sentFollowRequests(@Root() viewer: ViewerType, @Args(() => ForwardArgs) args: ForwardArgs, @Ctx() context: GraphContext): Promise<FollowRequestConnection> {
    return page(this.actions.sent, viewer, args, context);
  }
}

async function page(read: ReadRequests, { signedIn }: ViewerType, args: ForwardArgs, { loaders }: GraphContext): Promise<FollowRequestConnection> {
  const found = await listUsers(signedIn, readPage('followRequests', args), (request) => read(signedIn.userId, request), loaders);
  return toConnection(FollowRequestConnection, FollowRequestEdge, 'followRequests', found, ({ position }) => position, ({ position, user }) => (
    { node: user, requestedAt: timeOf(position) }
  ));
}
