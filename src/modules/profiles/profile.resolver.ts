import { Arg, Ctx, Directive, Mutation, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { toPayload } from '../../graphql/user-error.js';
import { userById, userByUsername } from './people.js';
import { UpdateProfileInput, UpdateProfilePayload } from './profile.payloads.js';
import { PROFILE_POLICIES } from './profile.policy.js';
import type { UpdateProfile } from './update-profile.js';
import { UserType } from './user.type.js';

@Resolver()
export class ProfileResolver {
  constructor(private readonly actions: { readonly updateProfile: UpdateProfile }) {}

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
}
