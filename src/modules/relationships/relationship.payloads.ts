import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { Payload } from '../../graphql/user-error.js';
import { UserType } from '../profiles/index.js';
import type { PersonInput } from './relationship-actions.js';

const WHO = 'The global id of the person.';

@InputType()
export abstract class OnePersonInput extends IdempotentInput implements PersonInput {
  @Field(() => ID, { description: WHO })
  userId!: string;
}

@InputType({ description: 'Whom to follow, or to ask.' })
export class FollowUserInput extends OnePersonInput {}

@InputType({ description: 'Whom to follow, or to ask, no longer.' })
export class UnfollowUserInput extends OnePersonInput {}

@InputType({ description: 'Whom to block.' })
export class BlockUserInput extends OnePersonInput {}

@InputType({ description: 'Whom to block no longer.' })
export class UnblockUserInput extends OnePersonInput {}

@ObjectType({ simpleResolvers: true })
export abstract class OnePersonPayload extends Payload {
  @Field(() => UserType, { nullable: true, description: 'The person as the viewer sees them now; null where the viewer does not. Counters follow within 5 seconds.' })
  user?: UserType | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `followUser`.' })
export class FollowUserPayload extends OnePersonPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `unfollowUser`.' })
export class UnfollowUserPayload extends OnePersonPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `blockUser`.' })
export class BlockUserPayload extends OnePersonPayload {
  @Field(() => ID, { nullable: true, description: 'The id of the person who is blocked now, and whom the viewer no longer sees.' })
  userId?: string | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `unblockUser`.' })
export class UnblockUserPayload extends OnePersonPayload {}
