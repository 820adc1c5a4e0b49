import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../graphql/connection.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { DateTime } from '../../graphql/scalars.js';
import { UserType } from '../profiles/index.js';
import { MODERATION_POLICIES } from './moderation.policy.js';

@Policy(MODERATION_POLICIES.SuspendedUser)
@ObjectType('SuspendedUser', { simpleResolvers: true, description: 'Somebody who is suspended, as moderators know them: a name, and why. Nothing else of theirs shows.' })
export class SuspendedUserType {
  @Field(() => ID, { description: 'The global id of the person, whom `node` does not find meanwhile.' })
  userId!: string;

  @Field(() => String, { description: 'Their username.' })
  username!: string;

  @Field(() => String, { nullable: true, description: 'The name that they show, if they gave one.' })
  displayName!: string | null;

  @Field(() => String, { description: 'Why, as the moderator wrote it.' })
  reason!: string;

  @Field(() => DateTime, { description: 'Since when.' })
  suspendedAt!: Date;

  @Field(() => UserType, { nullable: true, description: 'The moderator; null where the viewer may not see them, or their account is gone.' })
  suspendedBy!: UserType | null;
}

@Policy(SHARED_POLICIES.page)
@ObjectType({ simpleResolvers: true, description: 'A place in the list of those who are suspended.' })
export class SuspendedUserEdge extends edgeOf(() => SuspendedUserType) {}

@Policy(SHARED_POLICIES.page)
@ObjectType({ simpleResolvers: true, description: 'A page of those who are suspended.' })
export class SuspendedUserConnection extends connectionOf(() => SuspendedUserEdge) {}
