import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { Payload } from '../../graphql/user-error.js';
import { UserType } from '../profiles/index.js';
import type { ModeratedInput } from './moderation-actions.js';
import type { SuspendUserRequest } from './suspend-user.js';
import { SuspendedUserType } from './suspension.type.js';

@InputType({ description: 'Whom to suspend, and why.' })
export class SuspendUserInput extends IdempotentInput implements SuspendUserRequest {
  @Field(() => ID, { description: 'The global id of the person.' })
  userId!: string;

  @Field(() => String, { description: 'Why, for other moderators: at most 500 characters.' })
  reason!: string;
}

@InputType({ description: 'Whom to let back in.' })
export class UnsuspendUserInput extends IdempotentInput implements ModeratedInput {
  @Field(() => ID, { description: 'The global id of the person.' })
  userId!: string;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `suspendUser`.' })
export class SuspendUserPayload extends Payload {
  @Field(() => SuspendedUserType, { nullable: true, description: 'The person, who is absent to everybody from now on.' })
  suspendedUser?: SuspendedUserType | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `unsuspendUser`.' })
export class UnsuspendUserPayload extends Payload {
  @Field(() => UserType, { nullable: true, description: 'The person as the moderator sees them now; null where they do not.' })
  user?: UserType | null;
}
