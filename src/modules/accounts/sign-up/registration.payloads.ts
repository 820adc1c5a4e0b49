import { Field, ObjectType } from 'type-graphql';
import { Policy, SHARED_POLICIES } from '../../../graphql/policy.js';
import { Payload } from '../../../graphql/user-error.js';
import { TokensPayload } from '../account.payloads.js';

const SENT = 'True: a letter is on its way to the address, whoever has it. What is in it, its reader alone learns.';

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `registerUser`.' })
export class RegisterUserPayload extends Payload {
  @Field(() => Boolean, { description: SENT })
  confirmationSent: boolean = false;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `resendConfirmation`.' })
export class ResendConfirmationPayload extends Payload {
  @Field(() => Boolean, { description: SENT })
  confirmationSent: boolean = false;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `confirmRegistration`.' })
export class ConfirmRegistrationPayload extends TokensPayload {}
