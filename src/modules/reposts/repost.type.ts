import { Field, ObjectType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../graphql/connection.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { DateTime } from '../../graphql/scalars.js';
import { UserType } from '../profiles/index.js';

@Policy(SHARED_POLICIES.page)
@ObjectType('RepostEdge', { simpleResolvers: true, description: 'A person who has reposted a post.' })
export class RepostEdge extends edgeOf(() => UserType) {
  @Field(() => DateTime, { description: 'When they did.' })
  repostedAt!: Date;
}

@Policy(SHARED_POLICIES.page)
@ObjectType('RepostConnection', { simpleResolvers: true, description: 'People who have reposted a post, the latest first.' })
export class RepostConnection extends connectionOf(() => RepostEdge) {}
