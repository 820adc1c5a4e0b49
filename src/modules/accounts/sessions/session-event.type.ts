import { createUnionType, Field, ID, ObjectType } from 'type-graphql';
import { LIVE_NOTICES, LiveEvent } from '../../../graphql/live-event.js';
import { Policy } from '../../../graphql/policy.js';
import { SESSION_POLICIES } from './session.policy.js';
import { SessionType } from './session.type.js';

@Policy(SESSION_POLICIES.SessionEvent)
@ObjectType('SessionStarted', { implements: LiveEvent, simpleResolvers: true, description: 'Somebody has signed in as the viewer.' })
export class SessionStarted extends LiveEvent {
  @Field(() => ID, { description: 'Names it in `endSession`.' })
  sessionId!: string;

  @Field(() => SessionType, { nullable: true, description: 'Where; null where it has ended meanwhile.' })
  session!: SessionType | null;
}

@Policy(SESSION_POLICIES.SessionEvent)
@ObjectType('SessionEnded', { implements: LiveEvent, simpleResolvers: true, description: 'A device was signed out, here or elsewhere. A session that runs out by itself is not told.' })
export class SessionEnded extends LiveEvent {
  @Field(() => ID, { description: 'The id that it had.' })
  sessionId!: string;

  @Field(() => String, { nullable: true, description: 'What the device seemed to be, as in "Firefox on Linux"; null where it did not say.' })
  device!: string | null;
}

export const SessionEvent = createUnionType({
  name: 'SessionEvent',
  description: 'What can happen to the viewer\'s sessions.',
  types: () => [SessionStarted, SessionEnded, ...LIVE_NOTICES] as const,
});
