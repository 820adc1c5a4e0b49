import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../graphql/connection.js';
import { DateTime } from '../../graphql/scalars.js';
import { Payload } from '../../graphql/user-error.js';
import { UserType } from '../profiles/index.js';

@ObjectType('FollowEdge', { simpleResolvers: true, description: 'A person in a list of followers, followees or mutuals.' })
export class FollowEdge extends edgeOf(() => UserType) {
  @Field(() => DateTime, { description: 'Since when; of mutuals, since the later of the two followed.' })
  followedAt!: Date;
}

@ObjectType('FollowConnection', { simpleResolvers: true, description: 'People by when the follow began, newest first.' })
export class FollowConnection extends connectionOf(() => FollowEdge) {}

@InputType({ description: 'Whom it is about.' })
export class PairInput {
  @Field(() => ID, { description: 'The person.' })
  userId!: string;

  @Field(() => String, { nullable: true, description: 'Makes a repeated call take effect once: 1 to 200 printable ASCII characters, kept for 24 hours.' })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'What came of `followUser`.' })
export class FollowUserPayload extends Payload {
  @Field(() => UserType, { nullable: true, description: 'The person, as they are to the viewer now.' })
  user?: UserType | null;
}

@ObjectType({ simpleResolvers: true, description: 'What came of `unfollowUser`.' })
export class UnfollowUserPayload extends Payload {
  @Field(() => UserType, { nullable: true, description: 'The person, as they are to the viewer now.' })
  user?: UserType | null;
}

@ObjectType({ simpleResolvers: true, description: 'What came of `blockUser`.' })
export class BlockUserPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'The person, who is absent to the viewer from now on.' })
  blockedUserId?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'What came of `unblockUser`.' })
export class UnblockUserPayload extends Payload {
  @Field(() => UserType, { nullable: true, description: 'The person; null where they have blocked the viewer.' })
  user?: UserType | null;
}
