import { Field, ObjectType } from 'type-graphql';
import { Policy, SHARED_POLICIES } from '../../../graphql/policy.js';
import { Payload } from '../../../graphql/user-error.js';

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `requestPasswordReset`.' })
export class RequestPasswordResetPayload extends Payload {
  @Field(() => Boolean, { description: 'True: if the address has an account, a letter is on its way to it.' })
  letterSent: boolean = false;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `resetPassword`.' })
export class ResetPasswordPayload extends Payload {
  @Field(() => Boolean, { description: 'True: the new password is good, and all sessions have ended.' })
  passwordReset: boolean = false;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `requestEmailChange`.' })
export class RequestEmailChangePayload extends Payload {
  @Field(() => Boolean, { description: 'True: a letter is on its way to the new address, and a notice to the present one.' })
  confirmationSent: boolean = false;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `confirmEmailChange`.' })
export class ConfirmEmailChangePayload extends Payload {
  @Field(() => Boolean, { description: 'True: the account has the new address.' })
  emailChanged: boolean = false;
}
