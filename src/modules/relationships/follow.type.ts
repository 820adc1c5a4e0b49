import { Field, ObjectType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../graphql/connection.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { DateTime } from '../../graphql/scalars.js';
import { UserType } from '../profiles/index.js';

@Policy(SHARED_POLICIES.page)
@ObjectType({ simpleResolvers: true, description: 'A person in a list of follows.' })
export class FollowEdge extends edgeOf(() => UserType) {
  @Field(() => DateTime, { description: 'When the follow began; of two people who follow each other, the later of both.' })
  followedAt!: Date;
}

@Policy(SHARED_POLICIES.page)
@ObjectType({ simpleResolvers: true, description: 'People who follow or are followed, the latest first.' })
export class FollowConnection extends connectionOf(() => FollowEdge) {}
