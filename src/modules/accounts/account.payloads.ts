import { Field, ID, ObjectType } from 'type-graphql';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { DateTime } from '../../graphql/scalars.js';
import { Payload } from '../../graphql/user-error.js';
import { ViewerType } from './viewer.type.js';

/** What everyone gets who signs in. */
@ObjectType({ simpleResolvers: true })
export abstract class TokensPayload extends Payload {
  @Field(() => ViewerType, { nullable: true, description: 'Who is signed in now.' })
  viewer?: ViewerType | null;

  @Field(() => String, { nullable: true, description: 'Goes into the header `Authorization: Bearer …`; good until `expiresAt`.' })
  accessToken?: string | null;

  @Field(() => String, { nullable: true, description: 'Gives new tokens by `refreshToken`, once: keep it safe. A second use more than ten seconds later ends the session.' })
  refreshToken?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the access token ends.' })
  expiresAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'By sign-ins: keep it on this device, for as long as it is used, and give it with the next `login`, so that nobody who tries passwords elsewhere keeps you out. It signs nobody in.' })
  deviceToken?: string | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `login`.' })
export class LoginPayload extends TokensPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `reactivateAccount`.' })
export class ReactivateAccountPayload extends TokensPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `cancelAccountDeletion`.' })
export class CancelAccountDeletionPayload extends TokensPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `refreshToken`.' })
export class RefreshTokenPayload extends TokensPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `logout`.' })
export class LogoutPayload extends Payload {
  @Field(() => Boolean, { description: 'True: the session and its tokens have ended.' })
  loggedOut: boolean = false;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `changePassword`.' })
export class ChangePasswordPayload extends Payload {
  @Field(() => ViewerType, { nullable: true, description: 'The viewer, whose other sessions have ended.' })
  viewer?: ViewerType | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `deleteAccount`.' })
export class DeleteAccountPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'The id of the user who is absent from now on.' })
  deletedUserId?: string | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `deactivateAccount`.' })
export class DeactivateAccountPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'The id of the user who is absent until they come back.' })
  deactivatedUserId?: string | null;
}
