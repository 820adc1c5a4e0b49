import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { IdempotentInput } from '../../../graphql/idempotency.js';
import { Policy, SHARED_POLICIES } from '../../../graphql/policy.js';
import { DateTime } from '../../../graphql/scalars.js';
import { Payload } from '../../../graphql/user-error.js';
import type { Scope } from '../../../kernel/policy.js';
import type { CreateServiceTokenRequest } from './create-service-token.js';
import type { RevokeServiceTokenRequest } from './revoke-service-token.js';
import { ServiceScope, ServiceTokenType } from './service-token.type.js';

@InputType({ description: 'What a machine shall be able to do, for whom, and how long.' })
export class CreateServiceTokenInput implements CreateServiceTokenRequest {
  @Field(() => String, { description: 'What it is for: at most 100 characters.' })
  name!: string;

  @Field(() => [ServiceScope], { description: 'What it may do, at least one. MODERATE is for accounts of moderators and admins.' })
  scopes!: Scope[];

  @Field(() => DateTime, { description: 'When it ends; the server has a longest time.' })
  expiresAt!: Date;

  @Field(() => ID, { nullable: true, description: 'The global id of the person for whom it acts; the admin where nobody is named.' })
  userId?: string | null;
}

@InputType({ description: 'Which token to end.' })
export class RevokeServiceTokenInput extends IdempotentInput implements RevokeServiceTokenRequest {
  @Field(() => ID, { description: 'The id of the token, as lists show it.' })
  tokenId!: string;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `createServiceToken`.' })
export class CreateServiceTokenPayload extends Payload {
  @Field(() => String, { nullable: true, description: 'Goes into the header `Authorization: Bearer …`. This is the only time that it is told.' })
  token?: string | null;

  @Field(() => ServiceTokenType, { nullable: true, description: 'The token as lists show it.' })
  serviceToken?: ServiceTokenType | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `revokeServiceToken`.' })
export class RevokeServiceTokenPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'The id of the token, which is good for nothing any more.' })
  revokedTokenId?: string | null;
}
