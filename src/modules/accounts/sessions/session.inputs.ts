import { Field, ID, InputType } from 'type-graphql';
import type { EndSessionRequest } from './end-session.js';

const KEY = 'Makes a repeated call take effect once: 1 to 200 printable ASCII characters, kept for 24 hours.';

@InputType({ description: 'The password once more, before a sensitive change.' })
export class ConfirmPasswordInput {
  @Field(() => String, { description: 'The viewer\'s password.' })
  password!: string;
}

@InputType({ description: 'Which session to end.' })
export class EndSessionInput implements EndSessionRequest {
  @Field(() => ID, { description: 'One of `viewer { sessions }`.' })
  sessionId!: string;

  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: 'The end of the viewer\'s other sessions.' })
export class EndOtherSessionsInput {
  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: 'The end of all that is signed in as the viewer.' })
export class EndAllSessionsInput {
  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Whom to sign out.' })
export class EndSessionsOfUserInput {
  @Field(() => ID, { description: 'The user.' })
  userId!: string;

  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}
