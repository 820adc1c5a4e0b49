import { Field, InputType, ObjectType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../graphql/connection.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { DateTime } from '../../graphql/scalars.js';
import { UserType } from '../profiles/index.js';
import type { MuteRequest } from './mute-user.js';
import { OnePersonInput, OnePersonPayload } from './relationship.payloads.js';
import { RELATIONSHIP_POLICIES } from './relationship.policy.js';

@InputType({ description: 'Whom not to meet in the home feed.' })
export class MuteUserInput extends OnePersonInput implements MuteRequest {
  @Field(() => DateTime, { nullable: true, description: 'When it ends, within ten years; it has no end where none is given.' })
  until?: Date | null;
}

@InputType({ description: 'Whom to meet again.' })
export class UnmuteUserInput extends OnePersonInput {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `muteUser`.' })
export class MuteUserPayload extends OnePersonPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `unmuteUser`.' })
export class UnmuteUserPayload extends OnePersonPayload {}

@Policy(RELATIONSHIP_POLICIES.MutedUserConnection)
@ObjectType({ simpleResolvers: true, description: 'A person whom the viewer has muted.' })
export class MutedUserEdge extends edgeOf(() => UserType) {
  @Field(() => DateTime, { description: 'Since when.' })
  mutedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it ends; null where it has no end.' })
  until!: Date | null;
}

@Policy(RELATIONSHIP_POLICIES.MutedUserConnection)
@ObjectType({ simpleResolvers: true, description: 'People whom the viewer has muted, the latest first.' })
export class MutedUserConnection extends connectionOf(() => MutedUserEdge) {}
