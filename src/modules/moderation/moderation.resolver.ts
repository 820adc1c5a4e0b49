import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { ForwardArgs, toConnection } from '../../graphql/connection.js';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { toPayload } from '../../graphql/user-error.js';
import { readPage } from '../../kernel/page.js';
import { userById } from '../profiles/index.js';
import type { listSuspended, suspendedUser } from './list-suspended.js';
import type { ModeratedInput, ModerationAction } from './moderation-actions.js';
import { SuspendUserInput, SuspendUserPayload, UnsuspendUserInput, UnsuspendUserPayload } from './moderation.payloads.js';
import { MODERATION_POLICIES } from './moderation.policy.js';
import type { SuspendUserRequest } from './suspend-user.js';
import { SuspendedUserConnection, SuspendedUserEdge } from './suspension.type.js';

export interface ModerationParts {
  readonly suspendUser: ModerationAction<SuspendUserRequest>;
  readonly unsuspendUser: ModerationAction<ModeratedInput>;
  readonly listSuspended: ReturnType<typeof listSuspended>;
  readonly suspendedUser: ReturnType<typeof suspendedUser>;
}

@Resolver()
export class ModerationResolver {
  constructor(private readonly parts: ModerationParts) {}

  @Policy(MODERATION_POLICIES.suspendedUsers)
  @Query(() => SuspendedUserConnection, { nullable: true, description: 'Those who are suspended, the latest first. For moderators.' })
  async suspendedUsers(@Args(() => ForwardArgs) args: ForwardArgs, @Ctx() { viewer, loaders }: GraphContext): Promise<SuspendedUserConnection> {
    const page = await this.parts.listSuspended(viewer, readPage('suspensions', args), loaders);
    return toConnection(SuspendedUserConnection, SuspendedUserEdge, 'suspensions', page, (row) => row.position, ({ user }) => ({ node: user }));
  }

  @Policy(MODERATION_POLICIES.suspendUser)
  @Mutation(() => SuspendUserPayload, { nullable: true, description: 'Keeps somebody out: they and all of theirs are absent at once, and their sessions end. Nothing is deleted. For moderators.' })
  async suspendUser(
    @Arg('input', () => SuspendUserInput, { description: 'Whom, and why.' }) input: SuspendUserInput,
    @Ctx() { viewer, loaders }: GraphContext,
  ): Promise<SuspendUserPayload> {
    const outcome = await this.parts.suspendUser(viewer, input);
    loaders.reset();
    return toPayload(SuspendUserPayload, outcome, async ({ userId }) => ({ suspendedUser: await this.parts.suspendedUser(viewer, userId, loaders) }));
  }

  @Policy(MODERATION_POLICIES.unsuspendUser)
  @Mutation(() => UnsuspendUserPayload, { nullable: true, description: 'Lets somebody back in; everything of theirs is there again. For moderators.' })
  async unsuspendUser(
    @Arg('input', () => UnsuspendUserInput, { description: 'Whom.' }) input: UnsuspendUserInput,
    @Ctx() { viewer, loaders }: GraphContext,
  ): Promise<UnsuspendUserPayload> {
    const outcome = await this.parts.unsuspendUser(viewer, input);
    loaders.reset();
    return toPayload(UnsuspendUserPayload, outcome, async ({ userId }) => ({ user: await userById(viewer, userId, loaders) }));
  }
}
