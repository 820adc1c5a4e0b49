import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ForwardArgs } from '../../../graphql/connection.js';
import type { GraphContext } from '../../../graphql/context.js';
import { Policy } from '../../../graphql/policy.js';
import { decodeUserId } from '../../../kernel/global-id.js';
import type { ReadSecurityEvents } from './read-security-events.js';
import { SECURITY_EVENT_POLICIES } from './security-event.policy.js';
import { SecurityEventConnection } from './security-event.type.js';
import { toSecurityEvents } from './security-event.view.js';
import { ViewerType } from '../viewer.type.js';

@Resolver(() => ViewerType)
export class SecurityEventResolver {
  constructor(private readonly read: ReadSecurityEvents) {}

  @FieldResolver(() => SecurityEventConnection, { description: 'What happened to the viewer\'s account, the latest first: sign-ins, failed ones, changes of the password and the like.' })
  async securityEvents(@Root() { signedIn }: ViewerType, @Args(() => ForwardArgs) args: ForwardArgs): Promise<SecurityEventConnection> {
    return toSecurityEvents(signedIn, await this.read(signedIn, signedIn.userId, args));
  }

  @Policy(SECURITY_EVENT_POLICIES.securityEvents)
  @Query(() => SecurityEventConnection, { nullable: true, name: 'securityEvents', description: 'What happened to somebody\'s account, the latest first; for admins. Null where the id is no user\'s.' })
  async securityEventsOf(
    @Arg('userId', () => ID, { description: 'Whose account.' }) id: string,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() { viewer }: GraphContext,
  ): Promise<SecurityEventConnection | null> {
    const userId = decodeUserId(id);
    return userId === null ? null : toSecurityEvents(viewer, await this.read(viewer, userId, args));
  }
}
