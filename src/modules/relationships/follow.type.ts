import { Field, ObjectType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../graphql/connection.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { DateTime } from '../../graphql/scalars.js';
import { UserType } from '../profiles/index.js';
import { RELATIONSHIP_POLICIES } from './relationship.policy.js';

@Policy(SHARED_POLICIES.page)
@ObjectType({ simpleResolvers: true, description: 'A person in a list of follows.' })
export class FollowEdge extends edgeOf(() => UserType) {
  @Field(() => DateTime, { description: 'When the follow began; of two people who follow each other, the later of both.' })
  followedAt!: Date;
}

@Policy(SHARED_POLICIES.page)
@ObjectType({ simpleResolvers: true, description: 'People who follow or are followed, the latest first.' })
export class FollowConnection extends connectionOf(() => FollowEdge) {}

@Policy(RELATIONSHIP_POLICIES.FollowRequestConnection)
@ObjectType({ simpleResolvers: true, description: 'A person who has asked to follow the viewer, or whom the viewer has asked.' })
export class FollowRequestEdge extends edgeOf(() => UserType) {
  @Field(() => DateTime, { description: 'When it was asked.' })
  requestedAt!: Date;
}

@Policy(RELATIONSHIP_POLICIES.FollowRequestConnection)
@ObjectType({ simpleResolvers: true, description: 'Requests to follow that nobody has answered yet, the latest first.' })
export class FollowRequestConnection extends connectionOf(() => FollowRequestEdge) {}
