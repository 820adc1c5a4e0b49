import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../../graphql/node.js';
import { Policy } from '../../graphql/policy.js';
import { DateTime, Url } from '../../graphql/scalars.js';
import { PerViewer } from '../../graphql/sharing.js';
import type { Relation } from '../../kernel/access.js';
import type { UserId } from '../../kernel/ids.js';
import { PROFILE_POLICIES } from './profile.policy.js';

/** A person as one viewer sees them; other modules add their edges to it by field resolvers. */
@Policy(PROFILE_POLICIES.User)
@ObjectType('User', { implements: Node, simpleResolvers: true, description: 'A person, as everybody who may see them does.' })
export class UserType extends Node {
  /** The bare id, and what stands between the person and the viewer this object was made for: not in the schema. */
  userId!: UserId;
  relation!: Relation;

  @Field(() => String, { description: 'The unique name, as the person writes it; compared without regard to case.' })
  username!: string;

  @Field(() => String, { nullable: true, description: 'The name to show, if the person gave one.' })
  displayName!: string | null;

  @Field(() => String, { nullable: true, description: 'What the person says of themselves; plain text, may have several lines.' })
  bio!: string | null;

  @Field(() => String, { nullable: true, description: 'Where the person says they are; free text.' })
  location!: string | null;

  @Field(() => Url, { nullable: true, description: 'The person\'s site; not verified.' })
  websiteUrl!: string | null;

  @Field(() => Url, { nullable: true, description: 'A picture to show beside the name.' })
  avatarUrl!: string | null;

  @Field(() => DateTime, { description: 'When the person joined.' })
  createdAt!: Date;

  @Field(() => Int, { description: 'How many people follow this one: a public statistic, the same for everyone, right within 5 seconds.' })
  followerCount!: number;

  @Field(() => Int, { description: 'How many people this one follows: a public statistic, the same for everyone, right within 5 seconds.' })
  followeeCount!: number;

  @Field(() => Boolean, { description: 'True where what this person publishes is for followers only, and following them needs their consent.' })
  isPrivate!: boolean;

  @Field(() => Boolean, { description: 'True where this person lets nobody else see whom they follow, and who follows them.' })
  hidesFollowLists!: boolean;

  @PerViewer()
  @Field(() => Boolean, { description: 'True when this is the viewer.' })
  isViewer!: boolean;
}
