import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../../graphql/connection.js';
import { Policy, SHARED_POLICIES } from '../../../graphql/policy.js';
import { DateTime } from '../../../graphql/scalars.js';
import { type Scope, SCOPES } from '../../../kernel/policy.js';
import { UserType } from '../../profiles/index.js';
import { SERVICE_TOKEN_POLICIES } from './service-token.policy.js';

export const ServiceScope = Object.fromEntries(Object.keys(SCOPES).map((name) => [name, name])) as { [Name in Scope]: Name };
registerEnumType(ServiceScope, {
  name: 'ServiceScope',
  description: 'What a service token may be good for.',
  valuesConfig: Object.fromEntries(Object.entries(SCOPES).map(([name, description]) => [name, { description }])),
});

@Policy(SERVICE_TOKEN_POLICIES.ServiceToken)
@ObjectType('ServiceToken', { simpleResolvers: true, description: 'With what a machine acts for an account. The token itself was told once, and shows nowhere.' })
export class ServiceTokenType {
  @Field(() => ID, { description: 'Names it, for `revokeServiceToken`.' })
  id!: string;

  @Field(() => String, { description: 'What it is for.' })
  name!: string;

  @Field(() => [ServiceScope], { description: 'What it may do.' })
  scopes!: readonly Scope[];

  @Field(() => UserType, { nullable: true, description: 'For whom it acts; null where the viewer may not see them.' })
  owner!: UserType | null;

  @Field(() => UserType, { nullable: true, description: 'The admin who made it; null where the viewer may not see them, or their account is gone.' })
  createdBy!: UserType | null;

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it ends.' })
  expiresAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was used last, to the minute; null where it never was.' })
  lastUsedAt!: Date | null;
}

@Policy(SHARED_POLICIES.page)
@ObjectType({ simpleResolvers: true, description: 'A place in the list of service tokens.' })
export class ServiceTokenEdge extends edgeOf(() => ServiceTokenType) {}

@Policy(SHARED_POLICIES.page)
@ObjectType({ simpleResolvers: true, description: 'A page of service tokens.' })
export class ServiceTokenConnection extends connectionOf(() => ServiceTokenEdge) {}
