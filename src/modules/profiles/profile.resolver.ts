import { Arg, Ctx, Directive, Mutation, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { toPayload } from '../../graphql/user-error.js';
import { userById, userByUsername } from './people.js';
import { UpdatePrivacyInput, UpdatePrivacyPayload, UpdateProfileInput, UpdateProfilePayload } from './profile.payloads.js';
import { PROFILE_POLICIES } from './profile.policy.js';
import type { UpdatePrivacy } from './update-privacy.js';
import type { UpdateProfile } from './update-profile.js';
import { UserType } from './user.type.js';

@Resolver()
export class ProfileResolver {
  constructor(private readonly actions: { readonly updateProfile: UpdateProfile; readonly updatePrivacy: UpdatePrivacy }) {}

  @Directive('@cacheControl(maxAge: 30)')
  @Policy(PROFILE_POLICIES.user)
  @Query(() => UserType, { nullable: true, description: 'A person by username, in any case; null where there is none that the viewer may see.' })
  user(
    @Arg('username', () => String, { description: 'The username, without "@".' }) username: string,
    @Ctx() { viewer, loaders }: GraphContext,
  ): Promise<UserType | null> {
    return userByUsername(viewer, username, loaders);
  }

  @Policy(PROFILE_POLICIES.updateProfile)
  @Mutation(() => UpdateProfilePayload, { nullable: true, description: 'Changes what the viewer\'s profile says.' })
  async updateProfile(
    @Arg('input', () => UpdateProfileInput, { description: 'The changes.' }) input: UpdateProfileInput,
    @Ctx() { viewer, loaders }: GraphContext,
  ): Promise<UpdateProfilePayload> {
    const outcome = await this.actions.updateProfile(viewer, input);
    loaders.reset();
    return toPayload(UpdateProfilePayload, outcome, async ({ userId }) => ({ user: await userById(viewer, userId, loaders) }));
  }

  @Policy(PROFILE_POLICIES.updatePrivacy)
  @Mutation(() => UpdatePrivacyPayload, { nullable: true, description: 'Decides who sees what the viewer publishes, and whom they follow; it holds at once, for open subscriptions too.' })
  async updatePrivacy(
    @Arg('input', () => UpdatePrivacyInput, { description: 'The decision.' }) input: UpdatePrivacyInput,
    @Ctx() { viewer, loaders }: GraphContext,
  ): Promise<UpdatePrivacyPayload> {
    const outcome = await this.actions.updatePrivacy(viewer, input);
    loaders.reset();
    return toPayload(UpdatePrivacyPayload, outcome, async ({ userId }) => ({ user: await userById(viewer, userId, loaders) }));
  }
}
