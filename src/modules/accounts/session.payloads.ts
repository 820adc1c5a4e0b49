import { Field, ObjectType } from 'type-graphql';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { DateTime } from '../../graphql/scalars.js';
import { Payload } from '../../graphql/user-error.js';

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `confirmPassword`.' })
export class ConfirmPasswordPayload extends Payload {
  @Field(() => DateTime, { nullable: true, description: 'Until when this session may make sensitive changes.' })
  freshUntil?: Date | null;
}
