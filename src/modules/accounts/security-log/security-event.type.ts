import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../../graphql/connection.js';
import { Policy } from '../../../graphql/policy.js';
import { DateTime } from '../../../graphql/scalars.js';
import { SECURITY_EVENT_KINDS, type SecurityEventKind } from '../../../kernel/security-log.js';
import { SECURITY_EVENT_POLICIES } from './security-event.policy.js';

const SecurityEventKindEnum = Object.fromEntries(Object.keys(SECURITY_EVENT_KINDS).map((kind) => [kind, kind])) as { [Kind in SecurityEventKind]: Kind };

registerEnumType(SecurityEventKindEnum, {
  name: 'SecurityEventKind',
  description: 'What may happen to an account and is kept in its security log.',
  valuesConfig: Object.fromEntries(Object.entries(SECURITY_EVENT_KINDS).map(([kind, description]) => [kind, { description }])),
});

@Policy(SECURITY_EVENT_POLICIES.securityEvent)
@ObjectType('SecurityEventDetail', { simpleResolvers: true, description: 'More about a security event: a name and a word or an id.' })
export class SecurityEventDetail {
  @Field(() => String, { description: 'What it is, as in "role".' })
  name!: string;

  @Field(() => String, { description: 'The word or the id.' })
  value!: string;
}

@Policy(SECURITY_EVENT_POLICIES.securityEvent)
@ObjectType('SecurityEvent', { simpleResolvers: true, description: 'Something that happened to an account and can not be unwritten.' })
export class SecurityEventType {
  @Field(() => SecurityEventKindEnum, { description: 'What happened.' })
  kind!: SecurityEventKind;

  @Field(() => DateTime, { description: 'When.' })
  happenedAt!: Date;

  @Field(() => Boolean, { description: 'True where whoever was signed in to the account did it; false for staff, for the system, and for somebody who was not signed in.' })
  byOwner!: boolean;

  @Field(() => ID, { nullable: true, description: 'The user who did it; shown where it was oneself, and to admins.' })
  actorId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The session that began, ended or was used; it may be over.' })
  sessionId!: string | null;

  @Field(() => String, { nullable: true, description: 'The address that it came from.' })
  ipAddress!: string | null;

  @Field(() => String, { nullable: true, description: 'The program that it came from, as it named itself.' })
  userAgent!: string | null;

  @Field(() => [SecurityEventDetail], { description: 'More about it.' })
  details!: SecurityEventDetail[];
}

@Policy(SECURITY_EVENT_POLICIES.securityEvent)
@ObjectType({ simpleResolvers: true, description: 'A security event in a list.' })
export class SecurityEventEdge extends edgeOf(() => SecurityEventType) {}

@Policy(SECURITY_EVENT_POLICIES.securityEvent)
@ObjectType({ simpleResolvers: true, description: 'What happened to an account, the latest first.' })
export class SecurityEventConnection extends connectionOf(() => SecurityEventEdge) {}
