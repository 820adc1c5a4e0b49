import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Policy, SHARED_POLICIES } from '../../../graphql/policy.js';
import { DateTime } from '../../../graphql/scalars.js';
import { Payload } from '../../../graphql/user-error.js';

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `confirmPassword`.' })
export class ConfirmPasswordPayload extends Payload {
  @Field(() => DateTime, { nullable: true, description: 'Until when this session may make sensitive changes.' })
  freshUntil?: Date | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `endSession`.' })
export class EndSessionPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'The session, whose tokens are dead and whose websockets are closed.' })
  endedSessionId?: string | null;
}

/** What everyone gets who ends more than one session. */
@ObjectType({ simpleResolvers: true })
abstract class EndedSessionsPayload extends Payload {
  @Field(() => Int, { nullable: true, description: 'How many sessions have ended.' })
  endedCount?: number | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `endOtherSessions`.' })
export class EndOtherSessionsPayload extends EndedSessionsPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `endAllSessions`.' })
export class EndAllSessionsPayload extends EndedSessionsPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `endSessionsOfUser`.' })
export class EndSessionsOfUserPayload extends EndedSessionsPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `websocketToken`.' })
export class WebsocketTokenPayload extends Payload {
  @Field(() => String, { nullable: true, description: 'Goes into the payload of `connection_init`, as `authorization: Bearer …`; it opens websockets and nothing else.' })
  token?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when it opens one: a minute. The websocket then stays open as long as an access token is good.' })
  expiresAt?: Date | null;
}
