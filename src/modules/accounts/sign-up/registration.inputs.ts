import { Field, InputType } from 'type-graphql';
import type { ConfirmRegistrationRequest } from './confirm-registration.js';
import type { RegisterUserRequest } from './register-user.js';

@InputType({ description: 'Who joins.' })
export class RegisterUserInput implements RegisterUserRequest {
  @Field(() => String, { description: '3 to 40 letters (a–z), digits and, between them, single dots or underscores; unique without regard to case.' })
  username!: string;

  @Field(() => String, { description: 'An e-mail address of at most 254 characters; only the viewer sees it.' })
  email!: string;

  @Field(() => String, { description: '8 to 256 characters of any kind; none that many people use, or that is easily guessed.' })
  password!: string;

  @Field(() => String, { nullable: true, description: 'The name to show, at most 50 characters.' })
  displayName?: string | null;
}

@InputType({ description: 'Who has got the letter.' })
export class ConfirmRegistrationInput implements ConfirmRegistrationRequest {
  @Field(() => String, { description: 'The token in the letter\'s link.' })
  token!: string;

  @Field(() => String, { nullable: true, description: 'Another username, where somebody has the first by now.' })
  username?: string | null;
}

@InputType({ description: 'Who waits for the letter of confirmation.' })
export class ResendConfirmationInput {
  @Field(() => String, { description: 'The address that was given.' })
  email!: string;
}
