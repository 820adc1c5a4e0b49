import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../../graphql/context.js';
import { Policy } from '../../../graphql/policy.js';
import { toPayload } from '../../../graphql/user-error.js';
import type { UserId } from '../../../kernel/ids.js';
import type { Role } from '../../../kernel/viewer.js';
import { userById } from '../../profiles/index.js';
import { ACCOUNT_POLICIES } from '../account.policy.js';
import type { AccountRole } from './role.store.js';
import { RoleEnum, SetRoleInput, SetRolePayload } from './role.type.js';
import type { SetRole } from './set-role.js';
import { ViewerType } from '../viewer.type.js';

export type ReadRole = (userId: UserId) => Promise<AccountRole | null>;

@Resolver(() => ViewerType)
export class RoleResolver {
  constructor(
    private readonly setRoleOf: SetRole,
    private readonly readRole: ReadRole,
  ) {}

  @Policy(ACCOUNT_POLICIES.setRole)
  @Mutation(() => SetRolePayload, { nullable: true, description: 'Gives an account another role and ends its sessions. Nobody takes the last admin\'s. For admins.' })
  async setRole(
    @Arg('input', () => SetRoleInput, { description: 'Whom, and which.' }) input: SetRoleInput,
    @Ctx() { viewer, loaders }: GraphContext,
  ): Promise<SetRolePayload> {
    const outcome = await this.setRoleOf(viewer, input);
    return toPayload(SetRolePayload, outcome, async ({ userId, role }) => ({ user: await userById(viewer, userId, loaders), role: role as AccountRole }));
  }

  @FieldResolver(() => RoleEnum, { description: 'As what the viewer asks.' })
  async role(@Root() { signedIn: { userId, role } }: ViewerType): Promise<Role> {
    // Not known where they have signed in by this very request.
    return role ?? (await this.readRole(userId)) ?? 'USER';
  }
}
