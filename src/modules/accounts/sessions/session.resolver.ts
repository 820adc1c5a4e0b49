import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../../graphql/context.js';
import { Policy } from '../../../graphql/policy.js';
import { toPayload } from '../../../graphql/user-error.js';
import { done } from '../../../kernel/outcome.js';
import type { ConfirmPassword } from '../passwords/confirm-password.js';
import type { EndSession } from './end-session.js';
import type { EndSessions, EndSessionsOfUser } from './end-sessions.js';
import type { ListSessions } from './list-sessions.js';
import { ConfirmPasswordInput, EndAllSessionsInput, EndOtherSessionsInput, EndSessionInput, EndSessionsOfUserInput } from './session.inputs.js';
import { ConfirmPasswordPayload, EndAllSessionsPayload, EndOtherSessionsPayload, EndSessionPayload, EndSessionsOfUserPayload, WebsocketTokenPayload } from './session.payloads.js';
import { SESSION_POLICIES } from './session.policy.js';
import { SessionType } from './session.type.js';
import type { MakeWebsocketToken } from '../tokens/websocket-token.js';
import { ViewerType } from '../viewer.type.js';

export interface SessionActions {
  readonly confirmPassword: ConfirmPassword;
  readonly websocketToken: MakeWebsocketToken;
  readonly listSessions: ListSessions;
  readonly endSession: EndSession;
  readonly endOtherSessions: EndSessions;
  readonly endAllSessions: EndSessions;
  readonly endSessionsOfUser: EndSessionsOfUser;
}

@Resolver(() => ViewerType)
export class SessionResolver {
  constructor(private readonly actions: SessionActions) {}

  @FieldResolver(() => [SessionType], { description: 'The devices on which the viewer is signed in, the one used last first; at most 100.' })
  sessions(@Root() { signedIn }: ViewerType): Promise<SessionType[]> {
    return this.actions.listSessions(signedIn);
  }

  @Policy(SESSION_POLICIES.confirmPassword)
  @Mutation(() => ConfirmPasswordPayload, { nullable: true, description: 'Gives the password once more: opens sensitive changes for five minutes, in this session alone.' })
  async confirmPassword(
    @Arg('input', () => ConfirmPasswordInput, { description: 'The password.' }) input: ConfirmPasswordInput,
    @Ctx() { viewer, request }: GraphContext,
  ): Promise<ConfirmPasswordPayload> {
    return toPayload(ConfirmPasswordPayload, await this.actions.confirmPassword(viewer, input, request), (fresh) => fresh);
  }

  @Policy(SESSION_POLICIES.websocketToken)
  @Mutation(() => WebsocketTokenPayload, { nullable: true, description: 'Gives a token that opens a websocket within a minute: for browser apps in cookie mode, whose scripts have no access token.' })
  async websocketToken(@Ctx() { viewer }: GraphContext): Promise<WebsocketTokenPayload> {
    return toPayload(WebsocketTokenPayload, done(await this.actions.websocketToken(viewer)), (made) => made);
  }

  @Policy(SESSION_POLICIES.endSession)
  @Mutation(() => EndSessionPayload, { nullable: true, description: 'Ends one of the viewer\'s sessions, on whichever device. NOT_FOUND for one that is not theirs.' })
  async endSession(
    @Arg('input', () => EndSessionInput, { description: 'Which one.' }) input: EndSessionInput,
    @Ctx() { viewer, request }: GraphContext,
  ): Promise<EndSessionPayload> {
    return toPayload(EndSessionPayload, await this.actions.endSession(viewer, input, request), ({ sessionId }) => ({ endedSessionId: sessionId }));
  }

  @Policy(SESSION_POLICIES.endOtherSessions)
  @Mutation(() => EndOtherSessionsPayload, { nullable: true, description: 'Signs the viewer out everywhere but here. Service tokens go on.' })
  async endOtherSessions(
    @Arg('input', () => EndOtherSessionsInput, { description: 'A key against repeating it.' }) input: EndOtherSessionsInput,
    @Ctx() { viewer, request }: GraphContext,
  ): Promise<EndOtherSessionsPayload> {
    return toPayload(EndOtherSessionsPayload, await this.actions.endOtherSessions(viewer, input, request), ({ count }) => ({ endedCount: count }));
  }

  @Policy(SESSION_POLICIES.endAllSessions)
  @Mutation(() => EndAllSessionsPayload, { nullable: true, description: 'Signs the viewer out everywhere, here too, and ends their service tokens.' })
  async endAllSessions(
    @Arg('input', () => EndAllSessionsInput, { description: 'A key against repeating it.' }) input: EndAllSessionsInput,
    @Ctx() { viewer, request, cookies }: GraphContext,
  ): Promise<EndAllSessionsPayload> {
    const outcome = await this.actions.endAllSessions(viewer, input, request);
    cookies?.clear();
    return toPayload(EndAllSessionsPayload, outcome, ({ count }) => ({ endedCount: count }));
  }

  @Policy(SESSION_POLICIES.endSessionsOfUser)
  @Mutation(() => EndSessionsOfUserPayload, { nullable: true, description: 'Signs somebody out everywhere, and ends their service tokens. For admins.' })
  async endSessionsOfUser(
    @Arg('input', () => EndSessionsOfUserInput, { description: 'Whom.' }) input: EndSessionsOfUserInput,
    @Ctx() { viewer, request }: GraphContext,
  ): Promise<EndSessionsOfUserPayload> {
    return toPayload(EndSessionsOfUserPayload, await this.actions.endSessionsOfUser(viewer, input, request), ({ count }) => ({ endedCount: count }));
  }
}
