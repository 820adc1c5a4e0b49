import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ForwardArgs, toConnection } from '../../graphql/connection.js';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { timeOf, type UserId } from '../../kernel/ids.js';
import { type PageRequest, readPage } from '../../kernel/page.js';
import { ViewerType } from '../accounts/index.js';
import { listUsers } from './list-follows.js';
import type { MuteRequest } from './mute-user.js';
import type { MutedRow } from './mute.store.js';
import { MutedUserConnection, MutedUserEdge, MuteUserInput, MuteUserPayload, UnmuteUserInput, UnmuteUserPayload } from './mute.type.js';
import type { PersonAction } from './relationship-actions.js';
import { act } from './relationship.answers.js';
import { RELATIONSHIP_POLICIES } from './relationship.policy.js';

export interface MuteActions {
  readonly muteUser: PersonAction<MuteRequest>;
  readonly unmuteUser: PersonAction;
  readonly mutedBy: (userId: UserId, request: PageRequest) => Promise<readonly MutedRow[]>;
}

/** Whom one does not want to meet for a while. */
@Resolver(() => ViewerType)
export class MuteResolver {
  constructor(private readonly actions: MuteActions) {}

  @Policy(RELATIONSHIP_POLICIES.muteUser)
  @Mutation(() => MuteUserPayload, { nullable: true, description: 'Keeps a person\'s posts out of the viewer\'s home feed and its events, and out of nothing else; nobody is told. Once more sets another end.' })
  muteUser(@Arg('input', () => MuteUserInput, { description: 'Whom, and how long.' }) input: MuteUserInput, @Ctx() context: GraphContext): Promise<MuteUserPayload> {
    return act(MuteUserPayload, this.actions.muteUser, input, context);
  }

  @Policy(RELATIONSHIP_POLICIES.unmuteUser)
  @Mutation(() => UnmuteUserPayload, { nullable: true, description: 'Takes a mute back.' })
  unmuteUser(@Arg('input', () => UnmuteUserInput, { description: 'Whom.' }) input: UnmuteUserInput, @Ctx() context: GraphContext): Promise<UnmuteUserPayload> {
    return act(UnmuteUserPayload, this.actions.unmuteUser, input, context);
  }

  @FieldResolver(() => MutedUserConnection, { description: 'Whom the viewer has muted, the latest first; mutes that have ended are not there.' })
  async mutedUsers(@Root() { signedIn }: ViewerType, @Args(() => ForwardArgs) args: ForwardArgs, @Ctx() { loaders }: GraphContext): Promise<MutedUserConnection> {
    const read = (request: PageRequest) => this.actions.mutedBy(signedIn.userId, request);
    const found = await listUsers(signedIn, readPage('mutes', args), read, loaders);
    return toConnection(MutedUserConnection, MutedUserEdge, 'mutes', found, ({ position }) => position, ({ position, user, row }) => (
      { node: user, mutedAt: timeOf(position), until: row.until }
    ));
  }
}
