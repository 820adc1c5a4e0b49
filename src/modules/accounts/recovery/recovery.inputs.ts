import { Field, InputType } from 'type-graphql';
import { IdempotentInput } from '../../../graphql/idempotency.js';
import type { RequestEmailChangeRequest } from './request-email-change.js';
import type { ResetPasswordRequest } from './reset-password.js';

@InputType({ description: 'Who forgot their password.' })
export class RequestPasswordResetInput {
  @Field(() => String, { description: 'The address of the account.' })
  email!: string;
}

@InputType({ description: 'Another password, by a letter.' })
export class ResetPasswordInput implements ResetPasswordRequest {
  @Field(() => String, { description: 'The token in the letter\'s link.' })
  token!: string;

  @Field(() => String, { description: '8 to 256 characters of any kind; none that many people use, or that is easily guessed.' })
  newPassword!: string;
}

@InputType({ description: 'Another address for the viewer.' })
export class RequestEmailChangeInput extends IdempotentInput implements RequestEmailChangeRequest {
  @Field(() => String, { description: 'An e-mail address of at most 254 characters.' })
  newEmail!: string;
}

@InputType({ description: 'Who reads the mail of the new address.' })
export class ConfirmEmailChangeInput {
  @Field(() => String, { description: 'The token in the letter\'s link.' })
  token!: string;
}
