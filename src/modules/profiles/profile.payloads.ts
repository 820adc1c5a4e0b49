import { Field, InputType, ObjectType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { Url } from '../../graphql/scalars.js';
import { Payload } from '../../graphql/user-error.js';
import type { UpdatePrivacyRequest } from './update-privacy.js';
import type { UpdateProfileRequest } from './update-profile.js';
import { UserType } from './user.type.js';

@InputType({ description: 'What to change of the viewer\'s profile: null clears a field, an absent one stays as it is.' })
export class UpdateProfileInput extends IdempotentInput implements UpdateProfileRequest {
  @Field(() => String, { nullable: true, description: 'At most 50 characters, one line.' })
  displayName?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 500 characters.' })
  bio?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 100 characters, one line.' })
  location?: string | null;

  @Field(() => Url, { nullable: true, description: 'An http or https address of at most 2048 characters.' })
  websiteUrl?: string | null;

  @Field(() => Url, { nullable: true, description: 'An http or https address of at most 2048 characters.' })
  avatarUrl?: string | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `updateProfile`.' })
export class UpdateProfilePayload extends Payload {
  @Field(() => UserType, { nullable: true, description: 'The viewer\'s profile as it is now.' })
  user?: UserType | null;
}

@InputType({ description: 'Who sees what of the viewer: null, like an absent field, leaves it as it is.' })
export class UpdatePrivacyInput extends IdempotentInput implements UpdatePrivacyRequest {
  @Field(() => Boolean, { nullable: true, description: 'True makes everything that the viewer publishes, or has published, for followers only, and lets people follow only with the viewer\'s consent. Followers stay; who has asked to follow waits for an answer also when it is taken back.' })
  isPrivate?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True hides from everybody else whom the viewer follows, and who follows them; the numbers stay.' })
  hidesFollowLists?: boolean | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType({ simpleResolvers: true, description: 'What came of `updatePrivacy`.' })
export class UpdatePrivacyPayload extends Payload {
  @Field(() => UserType, { nullable: true, description: 'The viewer as they are now.' })
  user?: UserType | null;
}
