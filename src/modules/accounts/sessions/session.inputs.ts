import { Field, ID, InputType } from 'type-graphql';
import { IdempotentInput } from '../../../graphql/idempotency.js';
import type { EndSessionRequest } from './end-session.js';


@InputType({ description: 'The password once more, before a sensitive change.' })
export class ConfirmPasswordInput {
  @Field(() => String, { description: 'The viewer\'s password.' })
  password!: string;
}

@InputType({ description: 'Which session to end.' })
export class EndSessionInput extends IdempotentInput implements EndSessionRequest {
  @Field(() => ID, { description: 'One of `viewer { sessions }`.' })
  sessionId!: string;
}

@InputType({ description: 'The end of the viewer\'s other sessions.' })
export class EndOtherSessionsInput extends IdempotentInput {}

@InputType({ description: 'The end of all that is signed in as the viewer.' })
export class EndAllSessionsInput extends IdempotentInput {}

@InputType({ description: 'Whom to sign out.' })
export class EndSessionsOfUserInput extends IdempotentInput {
  @Field(() => ID, { description: 'The user.' })
  userId!: string;
}
