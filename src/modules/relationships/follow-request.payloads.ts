import { InputType, ObjectType } from 'type-graphql';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { OnePersonInput, OnePersonPayload } from './relationship.payloads.js';

@InputType({ description: 'Whose request to accept.' })
export class AcceptFollowRequestInput extends OnePersonInput {}

@InputType({ description: 'Whose request to reject.' })
export class RejectFollowRequestInput extends OnePersonInput {}

@InputType({ description: 'By whom to be followed no longer.' })
export class RemoveFollowerInput extends OnePersonInput {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `acceptFollowRequest`.' })
export class AcceptFollowRequestPayload extends OnePersonPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `rejectFollowRequest`.' })
export class RejectFollowRequestPayload extends OnePersonPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `removeFollower`.' })
export class RemoveFollowerPayload extends OnePersonPayload {}
